import { fieldOf } from "../own-field.ts";
import { readYamlDocument } from "../yaml-document.ts";
import { readGraphDocument } from "./graph-document.ts";
import type { WorkflowPlace, WorkflowReading } from "./workflow-text.ts";
import { readWorkflowFile } from "./yaml/workflow-file.ts";

/**
 * A workflow in the form that it has: steps for people (`steps`), or our JSON (`nodes`).
 */
export function readWorkflow(source: string, place: WorkflowPlace): WorkflowReading {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const document = read.value;
  if (fieldOf(document.value, "steps") !== undefined) return readWorkflowFile(document, place, readWorkflow);
  return readGraphDocument(document);
}
