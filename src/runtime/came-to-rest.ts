import type { RecordType } from "../core/journal/record.ts";
import type { Store, StreamHead } from "../ports/store.ts";

/**
 * Where in the store a worker that rests came to rest. What it was asked since and refused, or that did not
 * move it, comes after that.
 */
export async function cameToRest(store: Store, { worker, seq }: StreamHead): Promise<number> {
  for (let last = seq; last > 0; last -= READ_AT_ONCE) {
    const afterSeq = Math.max(0, last - READ_AT_ONCE);
    const some = await store.readWorker(worker, { afterSeq, limit: last - afterSeq });
    const found = some.findLast(({ record }) => RESTS.includes(record.type));
    if (found !== undefined) return found.position;
  }
  return 0;
}

/** Most rested a few records ago. */
const READ_AT_ONCE = 16;

const RESTS: readonly RecordType[] = [
  "worker.waiting",
  "worker.completed",
  "worker.failed",
  "worker.cancelled",
  "worker.interrupted",
  "worker.imported",
];
