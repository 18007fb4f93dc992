import { expect } from "vitest";
import { driverId } from "../../core/ids.ts";
import { allOf, append, aWorkerWith, cycle, newWorker, refusalOf } from "./commits.ts";
import type { StoreCheck } from "./subject.ts";

/** S1, S3 and the numbering of S4. */
export const APPENDING: readonly StoreCheck[] = [
  {
    title: "a commit over several workers is written as a whole, numbered within each and over all",
    async run(subject) {
      const [a, b] = [newWorker(subject), newWorker(subject)];
      const { position, stored } = await subject.store.commit({
        appends: [append(a, 0, { records: [cycle(1), cycle(2)] }), append(b), append(a, 2)],
      });
      expect(stored.map(({ worker, seq }) => [worker, seq])).toEqual([
        [a, 1],
        [a, 2],
        [b, 1],
        [a, 3],
      ]);
      expect(await subject.store.readAll({ after: 0 })).toEqual(stored);
      expect(position).toBe(stored.at(-1)?.position);
      expect(await subject.store.head()).toBe(position);
      expect((await subject.store.readWorker(a)).map((one) => one.record)).toEqual([
        cycle(1),
        cycle(2),
        cycle(3),
      ]);
    },
  },
  {
    title: "when one append of a commit is refused, nothing of the commit is written",
    async run(subject) {
      const known = await aWorkerWith(subject, 2);
      const fresh = newWorker(subject);
      const before = await allOf(subject.store);
      const bytes = new TextEncoder().encode("kept");
      const code = await refusalOf(subject.store, {
        appends: [append(fresh), append(known, 2), append(known, 2)],
        put: [{ worker: known, commandId: "c", from: "me", body: 1 }],
        blobs: [{ digest: subject.hasher.digest(bytes), bytes }],
      });
      expect(code).toBe("stale-seq");
      expect(await allOf(subject.store)).toEqual(before);
      expect(await subject.store.blob(subject.hasher.digest(bytes))).toBeUndefined();
      await subject.store.commit({ appends: [append(fresh), append(known, 2)] });
    },
  },
  {
    title: "an append behind or ahead of the stream is refused as stale",
    async run(subject) {
      const worker = await aWorkerWith(subject, 2);
      for (const seq of [0, 1, 3]) {
        expect(await refusalOf(subject.store, { appends: [append(worker, seq)] })).toBe("stale-seq");
      }
      expect(await refusalOf(subject.store, { appends: [append(newWorker(subject), 1)] })).toBe("stale-seq");
      expect(await refusalOf(subject.store, { appends: [append(worker, 2)] })).toBeUndefined();
    },
  },
  {
    title: "of many appends to one place exactly one is written",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      const codes = await Promise.all(
        Array.from({ length: 20 }, () => refusalOf(subject.store, { appends: [append(worker, 1)] })),
      );
      expect(codes.filter((code) => code === undefined)).toHaveLength(1);
      expect(codes.filter((code) => code === "stale-seq")).toHaveLength(19);
      expect((await subject.store.stream(worker))?.seq).toBe(2);
    },
  },
  {
    title: "a claim raises the epoch and fences whoever held the worker before",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      const [old, young] = [driverId(subject.clock.uuid()), driverId(subject.clock.uuid())];
      await subject.store.commit({ appends: [append(worker, 1, { claim: old })] });
      expect(await subject.store.stream(worker)).toMatchObject({ epoch: 1, driver: old });
      await subject.store.commit({ appends: [append(worker, 2, { expectedEpoch: 1, claim: young })] });
      expect(await refusalOf(subject.store, { appends: [append(worker, 3, { expectedEpoch: 1 })] })).toBe(
        "stale-epoch",
      );
      expect(await refusalOf(subject.store, { appends: [append(worker, 2, { expectedEpoch: 1 })] })).toBe(
        "stale-epoch",
      );
      await subject.store.commit({ appends: [append(worker, 3, { expectedEpoch: 2 })] });
      expect(await subject.store.stream(worker)).toMatchObject({ seq: 4, epoch: 2, driver: young });
    },
  },
  {
    title: "a release frees the worker and keeps its epoch, so that the next claim is a higher one",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      const driver = driverId(subject.clock.uuid());
      await subject.store.commit({ appends: [append(worker, 1, { claim: driver, records: [] })] });
      await subject.store.commit({ appends: [append(worker, 1, { expectedEpoch: 1, release: true })] });
      const released = await subject.store.stream(worker);
      expect(released).toMatchObject({ seq: 2, epoch: 1 });
      expect(released).not.toHaveProperty("driver");
      await subject.store.commit({ appends: [append(worker, 2, { expectedEpoch: 1, claim: driver })] });
      expect((await subject.store.stream(worker))?.epoch).toBe(2);
    },
  },
  {
    title: "a commit that is no commit is refused alone, and the commits around it stand",
    async run(subject) {
      const worker = newWorker(subject);
      const broken = { worker, commandId: "c", from: "me", body: undefined };
      const answers = await Promise.allSettled([
        subject.store.commit({ appends: [append(worker)] }),
        // As a caller without types would hand it over.
        Reflect.apply(subject.store.commit, subject.store, [{ put: [broken] }]),
        subject.store.commit({ appends: [append(worker, 1)] }),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(await subject.store.inbox(worker)).toEqual([]);
    },
  },
  {
    title: "a record that could not be read back is refused, and the commits around it stand",
    async run(subject) {
      const worker = newWorker(subject);
      const answers = await Promise.allSettled([
        subject.store.commit({ appends: [append(worker)] }),
        subject.store.commit({ appends: [append(worker, 1, { records: [cycle(Number.NaN)] })] }),
        subject.store.commit({ appends: [append(worker, 1)] }),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    },
  },
];
