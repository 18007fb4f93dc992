import { expect } from "vitest";
import type { WorkerRecord } from "../../core/journal/record.ts";
import { append, aWorkerWith, newWorker, refusalOf } from "./commits.ts";
import type { StoreCheck } from "./subject.ts";

export const READING: readonly StoreCheck[] = [
  {
    title: "one worker's records are read from any place, in order, without gaps",
    async run(subject) {
      const worker = await aWorkerWith(subject, 5);
      await aWorkerWith(subject, 3);
      const seqs = async (range: { afterSeq?: number; limit?: number }) =>
        (await subject.store.readWorker(worker, range)).map((one) => one.seq);
      expect(await seqs({})).toEqual([1, 2, 3, 4, 5]);
      expect(await seqs({ afterSeq: 2, limit: 2 })).toEqual([3, 4]);
      expect(await seqs({ afterSeq: 5 })).toEqual([]);
      expect(await subject.store.readWorker(newWorker(subject))).toEqual([]);
    },
  },
  {
    title: "a reader with a cursor gets every record of every worker once, while others write",
    async run(subject) {
      const writing = Promise.all(Array.from({ length: 8 }, () => aWorkerWith(subject, 25)));
      const seen: string[] = [];
      let after = 0;
      while (seen.length < 200) {
        const batch = await subject.store.readAll({ after, limit: 7 });
        for (const { worker, seq } of batch) seen.push(`${worker} ${seq}`);
        const positions = batch.map((one) => one.position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        after = positions.at(-1) ?? after;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
      expect(new Set(seen).size).toBe(200);
      expect(await subject.store.readAll({ after })).toEqual([]);
      expect(await subject.store.head()).toBe(after);
    },
  },
  {
    title: "an empty store has head 0, and a commit without records leaves the head where it was",
    async run(subject) {
      expect(await subject.store.head()).toBe(0);
      expect(await subject.store.commit({})).toEqual({ position: 0, stored: [] });
      await aWorkerWith(subject, 2);
      expect((await subject.store.commit({})).position).toBe(await subject.store.head());
    },
  },
  {
    title: "content is found under its digest, and content under a wrong one is refused",
    async run({ store, hasher }) {
      const bytes = new Uint8Array([0, 1, 254, 255]);
      const digest = hasher.digest(bytes);
      await store.commit({ blobs: [{ digest, bytes }] });
      await store.commit({ blobs: [{ digest, bytes }] });
      expect([...((await store.blob(digest)) ?? [])]).toEqual([0, 1, 254, 255]);
      expect(await store.blob(`sha256:${"0".repeat(64)}`)).toBeUndefined();
      const wrong = { digest: hasher.digest("other"), bytes };
      expect(await refusalOf(store, { blobs: [wrong] })).toBe("bad-input");
    },
  },
  {
    title: "a text of a megabyte in a record is read back as it was, and is kept under its digest",
    async run(subject) {
      const worker = newWorker(subject);
      const text = "\ufeffé\u0000".repeat(400_000);
      const records: WorkerRecord[] = [
        { type: "sandbox.reported", report: { $blob: "mine", text, deep: [{ $escaped: text }] } },
      ];
      await subject.store.commit({ appends: [append(worker, 0, { records })] });
      expect((await subject.store.readWorker(worker)).map((one) => one.record)).toEqual(records);
      expect((await subject.store.blob(subject.hasher.digest(text)))?.length).toBe(2_400_000);
    },
  },
  {
    title: "whoever subscribed hears of each commit, of this store and of others, until disposed",
    async run(subject) {
      const other = await subject.another();
      let heard = 0;
      const subscription = subject.store.subscribe(() => heard++);
      const worker = await aWorkerWith(subject, 1);
      await until(() => heard > 0);
      const before = heard;
      await other.commit({ appends: [append(worker, 1)] });
      subject.store.nudge();
      await until(() => heard > before);
      expect(await subject.store.head()).toBe(2);
      subscription[Symbol.dispose]();
      const after = heard;
      await subject.store.commit({ appends: [append(worker, 2)] });
      subject.store.nudge();
      expect(heard).toBe(after);
    },
  },
];

/** Waits for what is promised soon; the test's own time limit says when it did not come. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await new Promise((resolve) => setTimeout(resolve, 5));
}
