import { expect } from "vitest";
import type { WorkerId } from "../../core/ids.ts";
import type { NewInboxCommand } from "../../ports/store.ts";
import { append, aWorkerWith, newWorker, refusalOf } from "./commits.ts";
import type { StoreCheck } from "./subject.ts";

const command = (worker: WorkerId, commandId: string, body = "hello"): NewInboxCommand => ({
  worker,
  commandId,
  from: "operator:alice",
  body,
});

export const INBOX: readonly StoreCheck[] = [
  {
    title: "commands are kept in the order in which they were put, without a claim",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      await subject.store.commit({ put: [command(worker, "b"), command(worker, "a")] });
      await subject.store.commit({ put: [command(worker, "c")] });
      const inbox = await subject.store.inbox(worker);
      expect(inbox.map((one) => one.commandId)).toEqual(["b", "a", "c"]);
      expect(inbox[0]).toMatchObject({ worker, from: "operator:alice", body: "hello" });
      expect(await subject.store.stream(worker)).toMatchObject({ seq: 1, pendingInbox: 3 });
    },
  },
  {
    title: "a command that is put twice stays as it was the first time, even once consumed",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      await subject.store.commit({ put: [command(worker, "a", "first")] });
      await subject.store.commit({ put: [command(worker, "a", "second")] });
      expect((await subject.store.inbox(worker)).map((one) => one.body)).toEqual(["first"]);
      await subject.store.commit({ appends: [append(worker, 1, { consume: ["a"] })] });
      await subject.store.commit({ put: [command(worker, "a", "third")] });
      expect(await subject.store.inbox(worker)).toEqual([]);
      expect(await subject.store.inboxCommand(worker, "a")).toMatchObject({
        body: "first",
        consumedAtSeq: 2,
      });
      expect(await subject.store.inboxCommand(worker, "b")).toBeUndefined();
    },
  },
  {
    title: "a command is consumed once, by the records that answer it, or not at all",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      await subject.store.commit({ put: [command(worker, "a")] });
      expect(await refusalOf(subject.store, { appends: [append(worker, 0, { consume: ["a"] })] })).toBe(
        "stale-seq",
      );
      expect(await subject.store.inbox(worker)).toHaveLength(1);
      await subject.store.commit({ appends: [append(worker, 1, { consume: ["a"] })] });
      expect(await refusalOf(subject.store, { appends: [append(worker, 2, { consume: ["a"] })] })).toBe(
        "bad-input",
      );
      expect((await subject.store.stream(worker))?.seq).toBe(2);
    },
  },
  {
    title: "a worker rests only when no command is left, so that no wake-up is lost",
    async run(subject) {
      const worker = await aWorkerWith(subject, 1);
      await subject.store.commit({ put: [command(worker, "a"), command(worker, "b")] });
      const rest = (consume: readonly string[]) => append(worker, 1, { consume, requireEmptyInbox: true });
      expect(await refusalOf(subject.store, { appends: [rest(["a"])] })).toBe("inbox-not-empty");
      expect(await subject.store.inbox(worker)).toHaveLength(2);
      await subject.store.commit({ appends: [rest(["a", "b"])] });
      expect((await subject.store.stream(worker))?.pendingInbox).toBe(0);
    },
  },
  {
    title: "a command for a worker that does not exist is refused; one for a worker born with it is not",
    async run(subject) {
      const worker = newWorker(subject);
      expect(await refusalOf(subject.store, { put: [command(worker, "a")] })).toBe("unknown-worker");
      await subject.store.commit({ appends: [append(worker)], put: [command(worker, "a")] });
      expect(await subject.store.inbox(worker)).toHaveLength(1);
    },
  },
];
