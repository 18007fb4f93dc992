import type { WorkerId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { isResting } from "../core/worker/status.ts";
import type { Clock } from "../ports/clock.ts";
import { isFailure } from "../ports/failure.ts";
import { type HeldWorker, isLostClaim } from "./held-worker.ts";

/** What a full disk refused is tried again after this long. */
export const RETRY_MS = 250;

export interface GiveUpOptions {
  readonly clock: Clock;
  readonly report: (worker: WorkerId, error: unknown) => void;
  /** Aborts when the driver closes: then the kernel tells others that the claim is void. */
  readonly over: AbortSignal;
}

/**
 * A drive that broke: stops this worker, not the process, and says so in its journal. Nobody else may
 * take the worker while we hold it, so a full disk is waited for.
 */
export async function giveUp(held: HeldWorker, error: unknown, options: GiveUpOptions): Promise<void> {
  const { clock, report, over } = options;
  report(held.worker.id, error);
  held.stage(lastWords(held, error), { release: true });
  for (;;) {
    try {
      return await held.flush();
    } catch (again) {
      if (isLostClaim(again)) return; // somebody else has it, and goes on
      report(held.worker.id, again);
      if (!isFailure(again, "disk-full") || over.aborted) return;
      await clock.sleep(RETRY_MS, over);
    }
  }
}

function lastWords({ worker }: HeldWorker, error: unknown): readonly WorkerRecord[] {
  const released: WorkerRecord = { type: "driver.released", epoch: worker.epoch, reason: "broken" };
  if (isResting(worker.status.status)) return [released];
  const reason = `the runtime could not go on: ${error instanceof Error ? error.message : String(error)}`;
  return [{ type: "worker.interrupted", by: "runtime", reason }, released];
}
