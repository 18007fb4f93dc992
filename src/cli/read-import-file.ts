import { hash } from "node:crypto";
import { basename } from "node:path";
import { openExport } from "../adapters/files/export/open-export.ts";
import { readText } from "../adapters/files/read-text.ts";
import type { ForeignFile } from "../runtime/import-foreign.ts";
import type { ImportedFile } from "../runtime/import-worker.ts";
import { parseHarnSnapshot } from "../wire/harn-snapshot.ts";
import { fieldOf } from "../wire/own-field.ts";
import type { ParseProblem } from "../wire/policy/parsed.ts";
import { parseTranscriptFile, pastOf } from "../wire/transcript-file.ts";
import { badInput } from "./bad-input.ts";

/** Harn nests transcripts in its snapshots; longer ones than this are not read. In bytes. */
const MOST_SNAPSHOT_BYTES = 64 * 1024 * 1024;

/** A worker in a file, whichever program wrote it; the file says itself what it is. */
export async function readImportFile(path: string): Promise<ImportedFile | ForeignFile> {
  const own = await openExport(path);
  if (own !== undefined) return own;
  const text = await readText(path, { maxBytes: MOST_SNAPSHOT_BYTES });
  const value = jsonOf(text ?? "");
  const digest = `sha256:${hash("sha256", text ?? "", "hex")}`;
  if (fieldOf(value, "format") === "legate-transcript") return conversation(path, value, digest);
  if (fieldOf(value, "_type") !== "worker_snapshot") throw foreign(path);
  const read = parseHarnSnapshot(value, basename(path));
  if (read.ok) return { ...read.value, digest };
  throw withProblems("snapshot", path, read.problems);
}

/** A conversation alone: whoever goes on with it starts with nothing else. */
function conversation(path: string, value: unknown, digest: string): ForeignFile {
  const read = parseTranscriptFile(value);
  if (!read.ok) throw withProblems("transcript", path, read.problems);
  const { worker: id, name, task, transcript } = read.value;
  const past = pastOf(read.value);
  return {
    digest,
    id,
    name,
    task,
    transcript,
    past,
    modelSettings: {},
    metadata: {},
    claimed: {},
    notes: [],
  };
}

function withProblems(what: string, path: string, problems: readonly ParseProblem[]): Error {
  const lines = problems.map(
    ({ path: place, message }) => `${path}: ${place.map(String).join(".")}: ${message}`,
  );
  return badInput(`The ${what} has problems:\n${lines.join("\n")}`, { path, problems });
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
    `${path} is no export of Legate's, no transcript and no worker snapshot of Harn's; legate export makes one.`,
    { path },
  );
}
