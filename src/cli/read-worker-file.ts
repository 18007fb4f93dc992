import { dirname, resolve } from "node:path";
import { readNamedText } from "../adapters/files/read-text.ts";
import type { ReadWorker } from "../wire/worker-draft.ts";
import { badInput } from "./bad-input.ts";
import type { CliContext } from "./context.ts";
import type { Flags } from "./flags.ts";
import { positiveWhole } from "./numbers.ts";
import { wellFormed } from "./well-formed.ts";

/** What `--file` (and `--max-turns`, which narrows its limits) says. Throws `bad-input` with every problem. */
export async function readWorkerFile(flags: Flags, { cwd }: CliContext): Promise<ReadWorker> {
  const path = flags.text("file");
  const turns = flags.text("max-turns");
  const format = flags.text("format");
  if (path === undefined && format !== undefined)
    throw badInput("--format says how to read --file; give a file.");
  const read = path === undefined ? NOTHING : await parsed(resolve(cwd, path), format);
  if (turns === undefined) return read;
  const maxTurns = positiveWhole("--max-turns", turns);
  return { ...read, draft: { ...read.draft, limits: { ...read.draft.limits, maxTurns } } };
}

const NOTHING: ReadWorker = { draft: {}, notes: [], waits: false };

async function parsed(path: string, format: string | undefined): Promise<ReadWorker> {
  const source = await readNamedText(path, "worker file");
  // Loaded only for workers that come from a file: schemas cost start-up time.
  const { parseAnyWorkerFile } = await import("../wire/any-worker-file.ts");
  return wellFormed("worker file", path, parseAnyWorkerFile(source, { directory: dirname(path) }, format));
}
