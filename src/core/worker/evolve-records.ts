import type { WorkerRecord } from "../journal/record.ts";
import { evolve } from "./evolve.ts";
import type { Worker } from "./worker.ts";

/** The worker after records that are not stored yet, all of one time (ISO 8601 UTC). */
export function evolveRecords(worker: Worker, records: readonly WorkerRecord[], at: string): Worker {
  let next = worker;
  for (const record of records) {
    next = evolve(next, { position: 0, worker: worker.id, seq: next.seq + 1, at, record });
  }
  return next;
}
