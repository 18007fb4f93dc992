import { unknownValue } from "./explain-issue.ts";
import { parseHarnWorkerFile } from "./harn-worker-file.ts";
import { fieldOf } from "./own-field.ts";
import type { StrictRead } from "./strict-yaml.ts";
import type { ReadWorker, WorkerFilePlace } from "./worker-draft.ts";
import { parseWorkerFile } from "./worker-file.ts";
import { readYamlDocument } from "./yaml-document.ts";

const FORMATS = ["legate", "harn"] as const;

/**
 * A worker file in the shape that it says it has (`format`), or that the caller says. The shape is
 * never guessed: an empty list means nothing at all in one of them and everything in the other.
 */
export function parseAnyWorkerFile(
  source: string,
  place: WorkerFilePlace,
  format: string | undefined,
): StrictRead<ReadWorker> {
  const document = readYamlDocument(source);
  if (!document.ok) return document;
  const declared = fieldOf(document.value.value, "format");
  const refused = (message: string): StrictRead<ReadWorker> => ({
    ok: false,
    problems: [document.value.problemAt(["format"], message)],
  });
  const shape = FORMATS.find((one) => one === declared);
  if (typeof declared === "string" && shape === undefined) return refused(unknownValue(declared, FORMATS));
  if (shape !== undefined && format !== undefined && shape !== format) {
    return refused(`the file says it is in the shape "${shape}", the caller says "${format}"`);
  }
  if ((declared ?? format) === "harn") return parseHarnWorkerFile(source, place);
  return parseWorkerFile(source, place);
}
