import type { WorkerId } from "../core/ids.ts";
import { fold } from "../core/worker/evolve.ts";
import { SUMMARY_VERSION, summaryOf, type WorkerSummary } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";
import type { Store, StreamHead, StreamView } from "../ports/store.ts";

/** The worker as its journal tells it now. */
export async function loadWorker(store: Store, id: WorkerId): Promise<Worker> {
  const worker = fold(await store.readWorker(id));
  if (worker === undefined) throw unknownWorker(id);
  return worker;
}

export function unknownWorker(name: string): LegateError {
  return new LegateError(
    "unknown-worker",
    `There is no worker ${name}. \`legate list --all\` shows all of them.`,
  );
}

/** The kept summary when it is of this release and up to date; else folded from the journal. */
export async function summaryFrom(store: Store, head: StreamHead): Promise<WorkerSummary> {
  if (head.view?.version === SUMMARY_VERSION) return head.view.body as unknown as WorkerSummary;
  return summaryOf(await loadWorker(store, head.worker));
}

export function viewOf(worker: Worker): StreamView {
  const body = summaryOf(worker) as unknown as StreamView["body"];
  const { status } = worker;
  const timer = status.status === "waiting" && status.wakeAt !== undefined ? { wakeAt: status.wakeAt } : {};
  return { version: SUMMARY_VERSION, status: status.status, body, ...timer };
}
