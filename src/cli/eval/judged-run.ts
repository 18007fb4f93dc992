import { unmet } from "../../core/eval/judge-run.ts";
import type { Divergence } from "../../core/replay/replay.ts";
import { fold } from "../../core/worker/evolve.ts";
import { isFailure } from "../../ports/failure.ts";
import type { SuiteRun } from "../../wire/eval-suite.ts";
import type { RecordedRun } from "../replay/recorded-run.ts";
import { replayRun } from "../replay/replay-run.ts";

/** One run of a suite and what of its expectation does not hold. */
export interface JudgedRun {
  readonly run: string;
  readonly passed: boolean;
  /** Null when there is no run to judge. */
  readonly worker: string | null;
  readonly unmet: readonly string[];
  readonly divergence: Divergence | null;
  readonly ms: number;
}

/** Gets the run and holds it against what is expected. A run that cannot be had has failed, with the reason. */
export async function judgedRun(
  { name, expect }: SuiteRun,
  get: () => Promise<RecordedRun>,
): Promise<JudgedRun> {
  const startedMs = performance.now();
  const found = await get().catch((error: unknown) => missing(error));
  const ms = () => Math.round(performance.now() - startedMs);
  if (typeof found === "string")
    return { run: name, passed: false, worker: null, unmet: [found], divergence: null, ms: ms() };
  const { worker: id, records } = found;
  const worker = fold(records);
  const replayed = replayRun(found);
  const lacking =
    worker === undefined ? ["its journal is empty"] : unmet(expect, { worker, records, replayed });
  const divergence = replayed.divergence ?? null;
  return { run: name, passed: lacking.length === 0, worker: id, unmet: lacking, divergence, ms: ms() };
}

function missing(error: unknown): string {
  if (!isFailure(error) || error.code === "aborted") throw error;
  return error.message;
}
