import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import type { Legate } from "../../runtime/legate.ts";
import type { RunSource, SuiteRun } from "../../wire/eval-suite.ts";
import type { CommandCall } from "../command.ts";
import { type Flags, flagsOf } from "../flags.ts";
import { openRuntime } from "../open-runtime.ts";
import { duration } from "../render/quantities.ts";
import { type RecordedRun, runInFile } from "../replay/recorded-run.ts";

export interface GetOptions {
  /** Files of a suite are named from its own folder. */
  readonly folder: string;
  /** How long a worker that is made now may take. In milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The run that a suite names: read where it was recorded, or made now and waited for. */
export function getRun(
  call: CommandCall,
  { name, source }: SuiteRun,
  options: GetOptions,
): Promise<RecordedRun> {
  switch (source.kind) {
    case "export":
      return runInFile(resolve(options.folder, source.file));
    case "worker":
      return recorded(call, source);
    case "spawn":
      return made(call, name, resolve(options.folder, source.file), options);
  }
}

async function recorded({ context, flags }: CommandCall, { worker }: RunSource & { kind: "worker" }) {
  await using opened = await openRuntime(context, flags, { drive: "none" });
  return await runOf(opened.legate, worker);
}

async function made(
  { context, flags, output }: CommandCall,
  name: string,
  file: string,
  { timeoutMs, signal }: GetOptions,
): Promise<RecordedRun> {
  const { prepareWorker } = await import("../prepare-worker.ts");
  const call = { context, output, flags: spawnFlags(flags, file, name) };
  const { input, opened } = await prepareWorker(call, "here");
  await using _ = opened;
  const { id } = await opened.legate.spawn({ ...input, onAsk: input.onAsk ?? "fail" });
  const { done } = await opened.legate.wait(id, { timeoutMs, signal });
  if (done) return await runOf(opened.legate, id);
  await opened.legate.close(id, { by: "operator", reason: "its evaluation took too long" });
  throw new LegateError(
    "timed-out",
    `${id} did not come to rest within ${duration(timeoutMs)}; it was closed.`,
  );
}

/** Each time another name: the one in the file may be taken by the last evaluation. */
function spawnFlags(flags: Flags, file: string, name: string): Flags {
  const given = ["state-dir", "model"].map((one) => [one, flags.many(one)] as const);
  const unique = `${name}-${randomUUID().slice(0, 8)}`;
  return flagsOf(new Map([...given, ["file", [file]], ["name", [unique]]]), [], []);
}

async function runOf(legate: Legate, worker: string): Promise<RecordedRun> {
  const { id, name } = await legate.get(worker);
  return { worker: id, name, records: await legate.records(id) };
}
