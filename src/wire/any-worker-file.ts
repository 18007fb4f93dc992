import { parseHarnWorkerFile } from "./harn-worker-file.ts";
import { fieldOf } from "./own-field.ts";
import type { StrictRead } from "./strict-yaml.ts";
import type { ReadWorker, WorkerFilePlace } from "./worker-draft.ts";
import { parseWorkerFile } from "./worker-file.ts";
import { readYamlDocument } from "./yaml-document.ts";

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
  const isKnown = declared === undefined || declared === "legate" || declared === "harn";
  if (isKnown && declared !== undefined && format !== undefined && declared !== format) {
    const message = `the file says it is in the shape "${declared}", the caller says "${format}"`;
    return { ok: false, problems: [document.value.problemAt(["format"], message)] };
  }
  if ((declared ?? format) === "harn") return parseHarnWorkerFile(source, place);
  return parseWorkerFile(source, place);
}
