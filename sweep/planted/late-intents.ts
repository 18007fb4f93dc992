import type { WorkerId } from "../../src/core/ids.ts";
import type { WorkerRecord } from "../../src/core/journal/record.ts";
import type { Commit, Store } from "../../src/ports/store.ts";
import { storeWith } from "../../test/support/store-with.ts";
import { madeUpReceipt } from "./made-up-receipt.ts";

/** Keeps commits with intents back until the next commit of their worker, so that effects come before them. */
export function keepingIntentsBack(store: Store): Store {
  const back = new Map<WorkerId, readonly WorkerRecord[]>();
  return storeWith(store, {
    commit: async (work) => {
      const [append] = work.appends ?? [];
      if (append === undefined) return store.commit(work);
      const { worker, expectedSeq, records } = append;
      const kept = back.get(worker) ?? [];
      if (isOnlyIntents(work) && kept.length === 0) {
        back.set(worker, records);
        return madeUpReceipt(work);
      }
      back.delete(worker);
      const whole = { ...append, expectedSeq: expectedSeq - kept.length, records: [...kept, ...records] };
      const receipt = await store.commit({ ...work, appends: [whole, ...(work.appends ?? []).slice(1)] });
      return { ...receipt, stored: receipt.stored.slice(kept.length) };
    },
  });
}

function isOnlyIntents({ appends = [], put = [] }: Commit): boolean {
  const [append] = appends;
  if (append === undefined || appends.length > 1 || put.length > 0) return false;
  const plain = append.claim === undefined && append.consume === undefined && append.release !== true;
  return plain && append.records.some(({ type }) => type === "call.intended");
}
