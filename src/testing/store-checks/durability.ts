import { expect } from "vitest";
import { append, aWorkerWith, newWorker, refusalOf } from "./commits.ts";
import type { StoreCheck } from "./subject.ts";

/** S2, S5, and the end of a store's life. */
export const DURABILITY: readonly StoreCheck[] = [
  {
    title: "an acknowledged commit survives a crash right after its acknowledgement",
    async run(subject) {
      const worker = newWorker(subject);
      for (let seq = 0; seq < 5; seq++) {
        await subject.store.commit({ appends: [append(worker, seq)] });
        const after = await subject.afterCrash();
        expect(await after.readWorker(worker)).toHaveLength(seq + 1);
      }
    },
  },
  {
    title: "a record that a reader can see survives a crash at that moment, acknowledged or not",
    async run(subject) {
      const worker = newWorker(subject);
      for (let seq = 0; seq < 5; seq++) {
        const committing = subject.store.commit({ appends: [append(worker, seq)] });
        while ((await subject.store.readWorker(worker)).length === seq) await tick();
        const after = await subject.afterCrash();
        expect(await after.readWorker(worker)).toHaveLength(seq + 1);
        await committing;
      }
    },
  },
  {
    title: "a commit is seen by its writer and by others as soon as it is acknowledged",
    async run(subject) {
      const other = await subject.another();
      const worker = await aWorkerWith(subject, 3);
      expect(await other.readWorker(worker)).toEqual(await subject.store.readWorker(worker));
      await other.commit({ appends: [append(worker, 3)] });
      expect((await subject.store.stream(worker))?.seq).toBe(4);
      expect(await refusalOf(subject.store, { appends: [append(worker, 3)] })).toBe("stale-seq");
    },
  },
  {
    title: "two stores on one content number their commits in one order",
    async run(subject) {
      const other = await subject.another();
      const worker = newWorker(subject);
      for (let seq = 0; seq < 10; seq++) {
        const store = seq % 2 === 0 ? subject.store : other;
        expect((await store.commit({ appends: [append(worker, seq)] })).position).toBe(seq + 1);
      }
    },
  },
  {
    title: "closing waits for commits under way, may be repeated, and everything afterwards rejects",
    async run(subject) {
      const worker = newWorker(subject);
      const committing = Promise.all(
        [0, 1, 2].map((seq) => subject.store.commit({ appends: [append(worker, seq)] })),
      );
      await subject.store[Symbol.asyncDispose]();
      await subject.store[Symbol.asyncDispose]();
      expect(await committing).toHaveLength(3);
      expect(await refusalOf(subject.store, { appends: [append(worker, 3)] })).toBe("closed");
      await expect(subject.store.head()).rejects.toMatchObject({ code: "closed" });
      expect(await (await subject.another()).readWorker(worker)).toHaveLength(3);
    },
  },
];

const tick = () => new Promise((resolve) => setImmediate(resolve));
