import { expect } from "vitest";
import { driverId } from "../../core/ids.ts";
import type { StatusName } from "../../core/worker/status.ts";
import type { StreamFilter, StreamView } from "../../ports/store.ts";
import { append, newWorker, refusalOf } from "./commits.ts";
import type { StoreCheck } from "./subject.ts";

const view = (status: StatusName): StreamView => ({ version: 1, status, body: { shown: status } });

export const STREAMS: readonly StoreCheck[] = [
  {
    title: "streams are listed by birth, and every filter narrows the list",
    async run(subject) {
      const { store } = subject;
      const [a, b, c] = [newWorker(subject), newWorker(subject), newWorker(subject)];
      await store.commit({
        appends: [append(b, 0, { name: "one", view: view("running"), idempotencyKey: "k" })],
      });
      await store.commit({ appends: [append(a, 0, { name: "two", view: view("failed"), parent: b })] });
      await store.commit({ appends: [append(c, 0, { name: "one", parent: b })] });
      await store.commit({ put: [{ worker: a, commandId: "x", from: "me", body: null }] });
      const list = async (filter?: StreamFilter) => (await store.streams(filter)).map((one) => one.worker);
      expect(await list()).toEqual([b, a, c]);
      expect(await list({ limit: 2 })).toEqual([b, a]);
      expect(await list({ name: "one" })).toEqual([b, c]);
      expect(await list({ name: "on" })).toEqual([]);
      expect(await list({ parent: b })).toEqual([a, c]);
      expect(await list({ parent: b, name: "one" })).toEqual([c]);
      expect(await list({ statuses: ["failed", "running"] })).toEqual([b, a]);
      expect(await list({ statuses: [] })).toEqual([]);
      expect(await list({ idPrefix: a })).toEqual([a]);
      expect(await list({ idPrefix: a.slice(0, 12) })).toEqual([b, a, c]);
      expect(await list({ idPrefix: "worker_%" })).toEqual([]);
      expect(await list({ pendingInbox: true })).toEqual([a]);
      expect(await list({ workers: [c, b] })).toEqual([b, c]);
      expect(await list({ workers: [] })).toEqual([]);
      expect(await list({ idempotencyKey: "k" })).toEqual([b]);
      expect(await list({ idempotencyKey: "other" })).toEqual([]);
    },
  },
  {
    title: "a view is shown only while it was kept at exactly the last record",
    async run(subject) {
      const worker = newWorker(subject);
      await subject.store.commit({ appends: [append(worker, 0, { view: view("running") })] });
      expect((await subject.store.stream(worker))?.view).toEqual(view("running"));
      await subject.store.commit({ appends: [append(worker, 1)] });
      expect(await subject.store.stream(worker)).not.toHaveProperty("view");
      await subject.store.commit({ appends: [append(worker, 2, { records: [], view: view("waiting") })] });
      expect((await subject.store.stream(worker))?.view).toEqual(view("waiting"));
    },
  },
  {
    title: "a stream keeps its labels, and knows when it was born and last written",
    async run(subject) {
      const [parent, worker] = [newWorker(subject), newWorker(subject)];
      const labels = { name: "fix it", model: "scripted/one" };
      await subject.store.commit({
        appends: [append(parent), append(worker, 0, { ...labels, parent, root: parent })],
      });
      const others = { name: "other", model: "other", parent: worker, root: worker };
      const { stored } = await subject.store.commit({ appends: [append(worker, 1, others)] });
      const [first] = await subject.store.readWorker(worker);
      expect(await subject.store.stream(worker)).toEqual({
        worker,
        name: "fix it",
        parent,
        root: parent,
        model: "scripted/one",
        seq: 2,
        epoch: 0,
        createdAt: first?.at,
        updatedAt: stored[0]?.at,
        pendingInbox: 0,
      });
      expect(await subject.store.stream(newWorker(subject))).toBeUndefined();
    },
  },
  {
    title:
      "a stream that was lived in another store keeps the times of its records, and claims go on from its epoch",
    async run(subject) {
      const { store, clock } = subject;
      const worker = newWorker(subject);
      const at = ["2020-01-01T00:00:00.000Z", "2020-01-02T00:00:00.000Z"];
      const lived = { at, epoch: 7 };
      const both = [...append(worker).records, ...append(worker).records];
      const { stored } = await store.commit({ appends: [append(worker, 0, { records: both, lived })] });
      expect(stored.map((record) => record.at)).toEqual(at);
      expect((await (await subject.another()).readWorker(worker)).map((record) => record.at)).toEqual(at);
      expect(await store.stream(worker)).toMatchObject({ epoch: 7, createdAt: at[0] });
      expect(await store.stream(worker)).not.toHaveProperty("driver");
      expect(await refusalOf(store, { appends: [append(worker, 2)] })).toBe("stale-epoch");
      const driver = driverId(clock.uuid());
      const next = append(worker, 2, { expectedEpoch: 7, claim: driver, lived });
      const [claimed] = (await store.commit({ appends: [next] })).stored;
      expect(claimed?.at, "a stream that is there already lives here").not.toBe(at[0]);
      expect(await store.stream(worker)).toMatchObject({ epoch: 8, driver });
    },
  },
  {
    title: "an idempotency key belongs to one worker, and the refusal names it",
    async run(subject) {
      const [first, second] = [newWorker(subject), newWorker(subject)];
      await subject.store.commit({ appends: [append(first, 0, { idempotencyKey: "k" })] });
      const again = subject.store.commit({ appends: [append(second, 0, { idempotencyKey: "k" })] });
      await expect(again).rejects.toMatchObject({ code: "name-taken", details: { worker: first } });
      const both = {
        appends: ["l", "l"].map((key) => append(newWorker(subject), 0, { idempotencyKey: key })),
      };
      expect(await refusalOf(subject.store, both)).toBe("name-taken");
      expect(await subject.store.streams()).toHaveLength(1);
    },
  },
];
