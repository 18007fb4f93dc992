import { expect } from "vitest";
import { driverId, type WorkerId } from "../../core/ids.ts";
import type { Append, SeenStream, Store } from "../../ports/store.ts";
import { allOf, append, aWorkerWith, cycle, newWorker, refusalOf } from "./commits.ts";
import type { StoreCheck } from "./subject.ts";

/** S7, and what it leaves of S4. */
export const RETENTION: readonly StoreCheck[] = [
  {
    title: "a discarded worker is gone with all that was its own, and the others are as they were",
    async run(subject) {
      const { store } = subject;
      const before = await aWorkerWith(subject, 2);
      const [kept, gone] = [await store.readAll({ after: 0 }), newWorker(subject)];
      await store.commit({
        appends: [append(gone, 0, { name: "old", view: { ...VIEW, wakeAt: "2026" } })],
        put: [{ worker: gone, commandId: "c", from: "me", body: 1 }],
      });
      await store.commit({ appends: [append(gone, 1, { consume: ["c"] })] });
      await store.discard(await store.streams({ name: "old" }));
      expect(await store.stream(gone)).toBeUndefined();
      expect(await store.readWorker(gone)).toEqual([]);
      expect(await store.inboxCommand(gone, "c")).toBeUndefined();
      expect(await store.nextWake()).toBeUndefined();
      expect((await store.streams()).map((one) => one.worker)).toEqual([before]);
      expect(await store.readAll({ after: 0 })).toEqual(kept);
      expect(await refusalOf(store, { appends: [append(gone, 2)] })).toBe("stale-seq");
    },
  },
  {
    title: "a worker born after one was discarded inherits nothing of it, and may take its idempotency key",
    async run(subject) {
      const { store } = subject;
      const [old, young] = [newWorker(subject), newWorker(subject)];
      const command = (worker: WorkerId) => [{ worker, commandId: "c", from: "me", body: 1 }];
      const born = (worker: WorkerId) => append(worker, 0, { idempotencyKey: "k", view: VIEW });
      await store.commit({ appends: [born(old)], put: command(old) });
      await store.commit({ appends: [append(old, 1, { consume: ["c"] })] });
      await store.discard([{ worker: old, seq: 2 }]);
      await store.commit({ appends: [born(young)] });
      expect(await store.readWorker(young)).toHaveLength(1);
      expect(await store.inboxCommand(young, "c")).toBeUndefined();
      await store.commit({ put: command(young) });
      expect(await store.stream(young)).toMatchObject({ seq: 1, epoch: 0, pendingInbox: 1 });
    },
  },
  {
    title: "positions of discarded records are never given again, by whatever store, and not after a crash",
    async run(subject) {
      const { store } = subject;
      const other = await subject.another();
      await aWorkerWith(subject, 2);
      const newest = await aWorkerWith(subject, 3);
      await store.discard([{ worker: newest, seq: 3 }]);
      for (const reader of [store, other, await subject.afterCrash()]) {
        expect(await reader.head()).toBe(5);
        expect((await reader.commit({})).position).toBe(5);
      }
      const next = append(newWorker(subject), 0, { records: [cycle(1), cycle(2)] });
      expect((await other.commit({ appends: [next] })).position).toBe(7);
      expect((await store.commit({ appends: [append(newWorker(subject))] })).position).toBe(8);
      expect(await positionsAfter(store, 0)).toEqual([1, 2, 6, 7, 8]);
      expect(await positionsAfter(store, 4)).toEqual([6, 7, 8]);
    },
  },
  {
    title: "a worker that is in use or has moved on is not discarded, and none beside it",
    async run(subject) {
      const { store } = subject;
      const [rests, driver] = [await aWorkerWith(subject, 2), driverId(subject.clock.uuid())];
      const [held, addressed] = [newWorker(subject), newWorker(subject)];
      await store.commit({
        appends: [append(held, 0, { claim: driver }), append(addressed)],
        put: [{ worker: addressed, commandId: "c", from: "me", body: 1 }],
      });
      const before = await allOf(store);
      const code = (...streams: SeenStream[]) =>
        discardRefusal(store, [{ worker: rests, seq: 2 }, ...streams]);
      expect(await code({ worker: held, seq: 1 })).toBe("not-allowed-now");
      expect(await code({ worker: addressed, seq: 1 })).toBe("inbox-not-empty");
      expect(await discardRefusal(store, [{ worker: rests, seq: 1 }])).toBe("stale-seq");
      expect(await allOf(store)).toEqual(before);
      await store.commit({
        appends: [
          append(held, 1, { expectedEpoch: 1, release: true }),
          append(addressed, 1, { consume: ["c"] }),
        ],
      });
      expect(await code({ worker: held, seq: 2 }, { worker: addressed, seq: 2 })).toBeUndefined();
      expect(await store.streams()).toEqual([]);
    },
  },
  {
    title: "a worker goes only together with its children; those go without it, and again is not once more",
    async run(subject) {
      const { store } = subject;
      const [root, child, grandchild] = [newWorker(subject), newWorker(subject), newWorker(subject)];
      const born = (worker: WorkerId, parent: WorkerId) => append(worker, 0, { parent, root });
      await store.commit({ appends: [append(root), born(child, root), born(grandchild, child)] });
      const seen = (...workers: WorkerId[]) => workers.map((worker) => ({ worker, seq: 1 }));
      expect(await discardRefusal(store, seen(root))).toBe("not-allowed-now");
      expect(await discardRefusal(store, seen(root, child))).toBe("not-allowed-now");
      await store.discard(seen(grandchild));
      await store.discard(seen(grandchild));
      expect(await store.streams()).toHaveLength(2);
      await store.discard(seen(root, grandchild, child));
      expect(await store.streams()).toEqual([]);
    },
  },
  {
    title: "whatever arrives together with a discard and after it finds the worker gone",
    async run(subject) {
      const { store } = subject;
      const worker = newWorker(subject);
      const answers = await Promise.allSettled([
        store.commit({ appends: [append(worker)] }),
        store.discard([{ worker, seq: 1 }]),
        store.commit({ appends: [append(worker, 1)] }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
      expect(await store.stream(worker)).toBeUndefined();
    },
  },
  {
    title: "content stays as long as one record needs it, and is collected after the last one",
    async run(subject) {
      const { store, hasher } = subject;
      const [mine, shared] = ["only mine ".repeat(9000), "shared ".repeat(9000)];
      const [a, b] = [newWorker(subject), newWorker(subject)];
      await store.commit({
        appends: [reporting(a, 0, shared), reporting(b, 0, shared), reporting(b, 1, mine)],
      });
      const olderThan = LONG_AFTER;
      expect(await store.collectBlobs({ olderThan })).toBe(0);
      await store.discard([{ worker: b, seq: 2 }]);
      expect(await store.collectBlobs({ olderThan })).toBe(1);
      expect(await store.blob(hasher.digest(mine))).toBeUndefined();
      expect((await store.readWorker(a)).map((one) => one.record)).toEqual(reporting(a, 0, shared).records);
      await store.discard([{ worker: a, seq: 1 }]);
      expect(await store.collectBlobs({ olderThan })).toBe(1);
      expect(await store.blob(hasher.digest(shared))).toBeUndefined();
    },
  },
  {
    title: "content that no record names yet is spared until it was put long enough ago, and anew each time",
    async run({ store, hasher, clock }) {
      const bytes = new TextEncoder().encode("to be named later");
      const blobs = [{ digest: hasher.digest(bytes), bytes }];
      const before = clock.now();
      await store.commit({ blobs });
      expect(await store.collectBlobs({ olderThan: before })).toBe(0);
      await clock.sleep(2);
      const between = clock.now();
      await store.commit({ blobs });
      expect(await store.collectBlobs({ olderThan: between })).toBe(0);
      expect(await store.blob(hasher.digest(bytes))).toEqual(bytes);
      expect(await store.collectBlobs({ olderThan: LONG_AFTER })).toBe(1);
      expect(await store.blob(hasher.digest(bytes))).toBeUndefined();
    },
  },
  {
    title: "whatever is discarded and collected meanwhile, a commit's content is there for its records",
    async run(subject) {
      const { store } = subject;
      const other = await subject.another();
      const text = "the same each time ".repeat(4000);
      for (let round = 0; round < 20; round++) {
        const [old, young] = [newWorker(subject), newWorker(subject)];
        await store.commit({ appends: [reporting(old, 0, text)] });
        await Promise.all([
          other.discard([{ worker: old, seq: 1 }]).then(() => other.collectBlobs({ olderThan: LONG_AFTER })),
          store.commit({ appends: [reporting(young, 0, text)] }),
        ]);
        expect(await store.readWorker(young)).toHaveLength(1);
        await store.discard([{ worker: young, seq: 1 }]);
      }
    },
  },
];

const VIEW = { version: 1, status: "waiting", body: {} } as const;
const LONG_AFTER = "9999-12-31T23:59:59.999Z";

/** One record that keeps `text` outside itself, when it is long. */
function reporting(worker: WorkerId, expectedSeq: number, text: string): Append {
  return append(worker, expectedSeq, { records: [{ type: "sandbox.reported", report: { text } }] });
}

async function positionsAfter(store: Store, after: number): Promise<number[]> {
  return (await store.readAll({ after })).map((one) => one.position);
}

async function discardRefusal(store: Store, streams: readonly SeenStream[]): Promise<unknown> {
  try {
    await store.discard(streams);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}
