import { setTimeout as delay } from "node:timers/promises";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import type { Commit, CommitReceipt, Store } from "../../src/ports/store.ts";
import type { StoreUnderTest } from "../../src/testing/store-checks/subject.ts";
import { memoryUnderTest } from "./stores-under-test.ts";

// Stores with one fault each, to see that the conformance suite would find it.

/** Acknowledges at once and writes a little later; what it acknowledged is visible to its own readers. */
export async function acknowledgingBeforeCommit(): Promise<StoreUnderTest> {
  return planted((inner) => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      commit: async (commit) => {
        last = last
          .then(() => delay(2))
          .then(() => inner.commit(commit))
          .catch(() => undefined);
        return receiptFor(commit, await inner.head());
      },
    };
  });
}

/** Shows a worker's records from the moment they are handed over. */
export async function showingUncommitted(): Promise<StoreUnderTest> {
  return planted((inner) => {
    let shown: readonly StoredRecord[] = [];
    return {
      commit: async (commit) => {
        shown = receiptFor(commit, await inner.head()).stored;
        await delay(2);
        shown = [];
        return inner.commit(commit);
      },
      readWorker: async (worker, range) => {
        const early = shown.filter((record) => record.worker === worker);
        return [...(await inner.readWorker(worker, range)), ...early];
      },
    };
  });
}

async function planted(fault: (inner: Store) => Partial<Store>): Promise<StoreUnderTest> {
  const subject = await memoryUnderTest();
  const faulty = fault(subject.store);
  const store = new Proxy(subject.store, {
    get: (target, key) => {
      const value: unknown = Reflect.get(faulty, key) ?? Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { ...subject, store, [Symbol.asyncDispose]: () => delay(20) };
}

function receiptFor(commit: Commit, head: number): CommitReceipt {
  const stored = (commit.appends ?? []).flatMap(({ worker, expectedSeq, records }) =>
    records.map((record, index) => ({
      position: head + 1,
      worker,
      seq: expectedSeq + 1 + index,
      at: "",
      record,
    })),
  );
  return { position: head + stored.length, stored };
}
