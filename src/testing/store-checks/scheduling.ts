import { expect } from "vitest";
import { driverId, type WorkerId } from "../../core/ids.ts";
import type { StatusName } from "../../core/worker/status.ts";
import type { StreamFilter, StreamView } from "../../ports/store.ts";
import { append, newWorker } from "./commits.ts";
import type { StoreCheck, StoreUnderTest } from "./subject.ts";

/** What a driver asks: who is free, who is due, whose tree is it, and what comes on the next page. */
export const SCHEDULING: readonly StoreCheck[] = [
  {
    title: "a tree is its root and everybody whose root it is, and one without a root is its own",
    async run(subject) {
      const [root, child, grandchild, other] = [
        newWorker(subject),
        newWorker(subject),
        newWorker(subject),
        newWorker(subject),
      ];
      await subject.store.commit({
        appends: [
          append(root),
          append(other, 0, { root: other }),
          append(child, 0, { parent: root, root }),
          append(grandchild, 0, { parent: child, root }),
        ],
      });
      const list = lister(subject);
      expect(await list({ root })).toEqual([root, child, grandchild]);
      expect(await list({ root: child })).toEqual([]);
      expect(await list({ root: other })).toEqual([other]);
      expect(await list({ root, parent: root })).toEqual([child]);
      expect((await subject.store.streams()).map((one) => one.root)).toEqual([root, other, root, root]);
    },
  },
  {
    title: "a stream is free while nobody holds it: before the first claim and after each release",
    async run(subject) {
      const [held, free] = [newWorker(subject), newWorker(subject)];
      const driver = driverId(subject.clock.uuid());
      const list = lister(subject);
      await subject.store.commit({
        appends: [
          append(held, 0, { view: view("running"), claim: driver }),
          append(free, 0, { view: view("queued") }),
        ],
      });
      expect(await list({ free: true })).toEqual([free]);
      expect(await list({ free: true, statuses: ["queued", "running"] })).toEqual([free]);
      expect(await list({ free: true, statuses: ["running"] })).toEqual([]);
      await subject.store.commit({ appends: [append(held, 1, { expectedEpoch: 1, release: true })] });
      expect(await list({ free: true, statuses: ["queued", "running"] })).toEqual([held, free]);
      const { store } = subject;
      expect(await store.count({ free: true, statuses: ["queued", "running"], limit: 1 })).toBe(2);
      expect(await store.count({ statuses: ["queued"], after: free })).toBe(1);
      expect(await store.count({ statuses: ["failed"] })).toBe(0);
    },
  },
  {
    title: "a stream is due from the time that its last kept view names, until a later view names none",
    async run(subject) {
      const [soon, late, never] = [newWorker(subject), newWorker(subject), newWorker(subject)];
      const list = lister(subject);
      await subject.store.commit({
        appends: [
          append(late, 0, { view: view("waiting", T2) }),
          append(soon, 0, { view: view("waiting", T1) }),
          append(never, 0, { view: view("waiting") }),
        ],
      });
      expect(await list({ dueBefore: T0 })).toEqual([]);
      expect(await list({ dueBefore: T1 })).toEqual([soon]);
      expect(await list({ dueBefore: T2 })).toEqual([late, soon]);
      expect((await subject.store.stream(soon))?.view).toEqual(view("waiting", T1));
      await subject.store.commit({ appends: [append(soon, 1)] });
      expect(await subject.store.stream(soon)).toMatchObject({ wakeAt: T1 });
      await subject.store.commit({ appends: [append(soon, 2, { view: view("running") })] });
      expect(await subject.store.stream(soon)).not.toHaveProperty("wakeAt");
      expect(await list({ dueBefore: T2 })).toEqual([late]);
    },
  },
  {
    title: "the next wake is the earliest of all, or the earliest after a given time",
    async run(subject) {
      const { store } = subject;
      expect(await store.nextWake()).toBeUndefined();
      const [a, b, c] = [newWorker(subject), newWorker(subject), newWorker(subject)];
      await store.commit({ appends: [append(a, 0, { view: view("waiting", T2) }), append(c)] });
      await store.commit({ appends: [append(b, 0, { view: view("waiting", T1) })] });
      expect(await store.nextWake()).toBe(T1);
      expect(await store.nextWake(T0)).toBe(T1);
      expect(await store.nextWake(T1)).toBe(T2);
      expect(await store.nextWake(T2)).toBeUndefined();
      await store.commit({ appends: [append(b, 1, { view: view("running") })] });
      expect(await store.nextWake()).toBe(T2);
    },
  },
  {
    title: "pages go through all streams, each once, in either order, and whoever is born meanwhile",
    async run(subject) {
      const born: WorkerId[] = [];
      const bear = async (status: StatusName) => {
        const worker = newWorker(subject);
        await subject.store.commit({ appends: [append(worker, 0, { view: view(status) })] });
        born.push(worker);
      };
      for (let i = 0; i < 7; i++) await bear(i % 2 === 0 ? "queued" : "running");
      expect(await allPages(subject, {})).toEqual(born);
      expect(await allPages(subject, { order: "newest" })).toEqual(born.toReversed());
      const statuses = ["running", "queued", "failed"] as const;
      expect(await allPages(subject, { statuses })).toEqual(born);
      expect(await allPages(subject, { statuses, order: "newest", free: true })).toEqual(born.toReversed());
      expect(await allPages(subject, { statuses: ["running"] })).toEqual(born.filter((_, i) => i % 2 === 1));
      const after = (await subject.store.streams({ limit: 4 })).at(-1)?.worker;
      await bear("queued");
      expect(await lister(subject)({ after: after ?? newWorker(subject) })).toEqual(born.slice(4));
      await expect(subject.store.streams({ after: newWorker(subject) })).rejects.toMatchObject({
        code: "unknown-worker",
      });
    },
  },
  {
    title: "a list without views says everything else",
    async run(subject) {
      const [worker] = [newWorker(subject)];
      await subject.store.commit({ appends: [append(worker, 0, { view: view("waiting", T1) })] });
      const [shown] = await subject.store.streams();
      const { view: kept, ...rest } = shown ?? {};
      expect(kept).toEqual(view("waiting", T1));
      expect(await subject.store.streams({ withView: false })).toEqual([rest]);
      expect(rest).toMatchObject({ worker, wakeAt: T1, pendingInbox: 0 });
    },
  },
];

const T0 = "2026-03-01T09:59:59.999Z";
const T1 = "2026-03-01T10:00:00.000Z";
const T2 = "2026-03-01T10:00:00.001Z";

function view(status: StatusName, wakeAt?: string): StreamView {
  return { version: 1, status, body: {}, ...(wakeAt === undefined ? {} : { wakeAt }) };
}

/** Asks for the workers alone. */
function lister({ store }: StoreUnderTest) {
  return async (filter: StreamFilter) => (await store.streams(filter)).map((one) => one.worker);
}

async function allPages({ store }: StoreUnderTest, filter: StreamFilter): Promise<WorkerId[]> {
  const seen: WorkerId[] = [];
  for (;;) {
    const after = seen.at(-1);
    const page = await store.streams({ ...filter, limit: 3, ...(after === undefined ? {} : { after }) });
    if (page.length === 0) return seen;
    seen.push(...page.map((one) => one.worker));
  }
}
