import { unknownValue } from "../explain-issue.ts";
import { fieldOf } from "../own-field.ts";
import { readYamlDocument, type YamlDocument } from "../yaml-document.ts";
import { readGraphDocument } from "./graph-document.ts";
import { readHarnGraph } from "./harn/harn-graph.ts";
import type { WorkflowPlace, WorkflowReading } from "./workflow-text.ts";
import { readWorkflowFile } from "./yaml/workflow-file.ts";

export const WORKFLOW_FORMATS = ["legate", "harn"] as const;

/**
 * A workflow in the form that it has: steps for people (`steps`), our JSON (`nodes`), or Harn's graph, where
 * the file or the caller says so (`format: harn`, Harn's own `_type`). Harn's form is never guessed, as an
 * empty list means everything there and nothing here.
 */
export function readWorkflow(source: string, place: WorkflowPlace): WorkflowReading {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const document = read.value;
  const format = formatOf(document, place.format);
  if (!format.ok) return format;
  if (format.value === "harn") return readHarnGraph(document, place);
  if (fieldOf(document.value, "steps") !== undefined) return readWorkflowFile(document, place, readWorkflow);
  return readGraphDocument(document);
}

function formatOf(document: YamlDocument, given: string | undefined) {
  const declared = fieldOf(document.value, "format");
  const refused = (message: string) => ({
    ok: false as const,
    problems: [document.problemAt(["format"], message)],
  });
  const own = WORKFLOW_FORMATS.find((one) => one === declared);
  if (declared !== undefined && own === undefined)
    return refused(unknownValue(String(declared), WORKFLOW_FORMATS));
  if (own !== undefined && given !== undefined && own !== given) {
    return refused(`the file says it is in the shape "${own}", the caller says "${given}"`);
  }
  const isHarn = fieldOf(document.value, "_type") === "workflow_graph";
  return { ok: true as const, value: own ?? given ?? (isHarn ? "harn" : "legate") };
}
