import { hash } from "node:crypto";
import { basename } from "node:path";
import { openExport } from "../adapters/files/export/open-export.ts";
import { readText } from "../adapters/files/read-text.ts";
import type { ForeignFile } from "../runtime/import-foreign.ts";
import type { ImportedFile } from "../runtime/import-worker.ts";
import { parseHarnSnapshot } from "../wire/harn-snapshot.ts";
import { fieldOf } from "../wire/own-field.ts";
import { badInput } from "./bad-input.ts";

/** Harn nests transcripts in its snapshots; longer ones than this are not read. In bytes. */
const MOST_SNAPSHOT_BYTES = 64 * 1024 * 1024;

/** A worker in a file, whichever program wrote it; the file says itself what it is. */
export async function readImportFile(path: string): Promise<ImportedFile | ForeignFile> {
  const own = await openExport(path);
  if (own !== undefined) return own;
  const text = await readText(path, { maxBytes: MOST_SNAPSHOT_BYTES });
  const value = jsonOf(text ?? "");
  if (fieldOf(value, "_type") !== "worker_snapshot") throw foreign(path);
  const read = parseHarnSnapshot(value, basename(path));
  if (read.ok) return { ...read.value, digest: `sha256:${hash("sha256", text ?? "", "hex")}` };
  const problems = read.problems.map(
    ({ path: place, message }) => `${path}: ${place.map(String).join(".")}: ${message}`,
  );
  throw badInput(`The snapshot has problems:\n${problems.join("\n")}`, { path, problems: read.problems });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function foreign(path: string): Error {
  return badInput(
    `${path} is no export of Legate's and no worker snapshot of Harn's; legate export makes one.`,
    { path },
  );
}
