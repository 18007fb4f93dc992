import type { WorkerId } from "../../src/core/ids.ts";
import type { WorkerRecord } from "../../src/core/journal/record.ts";
import type { Store } from "../../src/ports/store.ts";
import { storeWith } from "../../test/support/store-with.ts";
import { madeUpReceipt } from "./made-up-receipt.ts";

/** Keeps intents back until the next commit of their worker, so that effects come before them. */
export function keepingIntentsBack(store: Store): Store {
  const back = new Map<WorkerId, readonly WorkerRecord[]>();
  return storeWith(store, {
    commit: async (work) => {
      const [append] = work.appends ?? [];
      if (append === undefined) return store.commit(work);
      const { worker, expectedSeq, records } = append;
      if (records.every(({ type }) => type === "call.intended")) {
        back.set(worker, records);
        return madeUpReceipt(work);
      }
      const kept = back.get(worker) ?? [];
      back.delete(worker);
      const whole = { ...append, expectedSeq: expectedSeq - kept.length, records: [...kept, ...records] };
      const receipt = await store.commit({ ...work, appends: [whole] });
      return { ...receipt, stored: receipt.stored.slice(kept.length) };
    },
  });
}
