import type { WorkerId } from "../core/ids.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { isResting } from "../core/worker/status.ts";
import { isFailure } from "../ports/failure.ts";
import type { NewInboxCommand } from "../ports/store.ts";
import { type HeldWorker, isLostClaim } from "./held-worker.ts";
import { tellParent } from "./rest.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** What a full disk refused is tried again after this long. */
export const RETRY_MS = 250;

export interface GiveUpOptions {
  readonly ports: RuntimePorts;
  readonly report: (worker: WorkerId, error: unknown) => void;
  /** Aborts when the driver closes: then the kernel tells others that the claim is void. */
  readonly over: AbortSignal;
  /** The parent was told, and is to be driven. */
  readonly want: (worker: WorkerId) => void;
}

/**
 * A drive that broke: stops this worker, not the process, and says so in its journal. Nobody else may
 * take the worker while we hold it, so a full disk is waited for.
 */
export async function giveUp(held: HeldWorker, error: unknown, options: GiveUpOptions): Promise<void> {
  const { ports, report, over, want } = options;
  report(held.worker.id, error);
  const put = await stageLastWords(held, error, options);
  for (;;) {
    try {
      await held.flush();
      return put.forEach(({ worker }) => void want(worker));
    } catch (again) {
      if (isLostClaim(again)) return; // somebody else has it, and goes on
      report(held.worker.id, again);
      if (!isFailure(again, "disk-full") || over.aborted) return;
      await ports.clock.sleep(RETRY_MS, over);
    }
  }
}

/** When even that breaks, the worker is given back as it is: others, or a later release, may go on with it. */
async function stageLastWords(
  held: HeldWorker,
  error: unknown,
  { ports, report }: GiveUpOptions,
): Promise<readonly NewInboxCommand[]> {
  const words = lastWords(held, error);
  if (words.length === 0) return [];
  try {
    const put = await tellParent({ held, ports }, words);
    held.stage(words, { release: true, put });
    return put;
  } catch (again) {
    report(held.worker.id, again);
    held.stage(words.slice(-1), { release: true });
    return [];
  }
}

function lastWords({ worker }: HeldWorker, error: unknown): readonly WorkerRecord[] {
  if (worker.driver === undefined) return []; // given back already, and that waits to be written
  const released: WorkerRecord = { type: "driver.released", epoch: worker.epoch, reason: "broken" };
  if (isResting(worker.status.status)) return [released];
  const reason = `the runtime could not go on: ${error instanceof Error ? error.message : String(error)}`;
  return [{ type: "worker.interrupted", by: "runtime", reason }, released];
}
