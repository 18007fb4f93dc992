import type { StoredRecord } from "../../src/core/journal/record.ts";
import type { Append, Commit, CommitReceipt } from "../../src/ports/store.ts";

/** What a store would have answered, had it written anything. */
export function madeUpReceipt({ appends = [] }: Commit): CommitReceipt {
  return { position: 0, stored: appends.flatMap(recordsOf) };
}

function recordsOf({ worker, expectedSeq, records }: Append): StoredRecord[] {
  return records.map((record, index) => ({
    position: 0,
    worker,
    seq: expectedSeq + 1 + index,
    at: "2026-01-01T00:00:00.000Z",
    record,
  }));
}
