import { TRANSITIONS, type WorkerStatus } from "./status.ts";
import type { Worker } from "./worker.ts";

/**
 * The worker in a new status, if the table of transitions has that step. It goes on, so nobody has given its
 * work up any more.
 */
export function entered(worker: Worker, status: WorkerStatus): Worker {
  if (worker.status.status === "running" && status.status === "running") return worker;
  if (!TRANSITIONS[worker.status.status].includes(status.status)) {
    throw new Error(`worker ${worker.id} cannot go from ${worker.status.status} to ${status.status}`);
  }
  const { dropped: _, ...wanted } = worker;
  return { ...wanted, status };
}
