import { MessageChannel } from "node:worker_threads";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Arrivals } from "../../../src/adapters/sqlite/arrivals.ts";
import { JOBS_PER_MESSAGE, type Job } from "../../../src/adapters/sqlite/job.ts";
import { openDatabase } from "../../../src/adapters/sqlite/open-database.ts";
import { Writer } from "../../../src/adapters/sqlite/writer.ts";
import { driverId, type WorkerId, workerId } from "../../../src/core/ids.ts";
import { LegateError } from "../../../src/ports/failure.ts";
import type { Append, Store } from "../../../src/ports/store.ts";
import type { StoreUnderTest } from "../../../src/testing/store-checks/subject.ts";
import { memoryUnderTest, sqliteUnderTest } from "../stores-under-test.ts";
import { ScratchDirectory } from "./children.ts";

const WORKERS = [1, 2, 3].map((n) => workerId(`01900000-0000-7000-8000-00000000000${n}`));
const DRIVER = driverId("01900000-0000-7000-8000-000000000009");

type Work = (store: Store) => Promise<unknown>;

const aWorker = fc.constantFrom(...WORKERS);
const anAppend = fc.record(
  {
    worker: aWorker,
    expectedSeq: fc.nat(3),
    expectedEpoch: fc.constantFrom(0, 0, 0, 1),
    records: fc.array(fc.constant({ type: "cycle.started", cycle: 1, input: "" } as const), { maxLength: 2 }),
    claim: fc.constant(DRIVER),
    release: fc.boolean(),
    consume: fc.constantFrom(["a"], []),
    requireEmptyInbox: fc.boolean(),
    idempotencyKey: fc.constantFrom("k", "l"),
  },
  { requiredKeys: ["worker", "expectedSeq", "expectedEpoch", "records"] },
) as fc.Arbitrary<Append>;
const aCommand = fc.record({
  worker: aWorker,
  commandId: fc.constant("a"),
  from: fc.constant("me"),
  body: fc.constant(1),
});
const aCommit = fc
  .record({ appends: fc.array(anAppend, { maxLength: 2 }), put: fc.array(aCommand, { maxLength: 1 }) })
  .map(
    (commit): Work =>
      (store) =>
        store.commit(commit),
  );
const aDiscard = fc.record({ worker: aWorker, seq: fc.nat(3) }).map(
  (seen): Work =>
    (store) =>
      store.discard([seen]),
);
const someWork = fc.array(fc.oneof({ weight: 4, arbitrary: aCommit }, aDiscard), { maxLength: 60 });

test("what arrives together comes to the same as one after the other, refusals and all", async () => {
  await fc.assert(
    fc.asyncProperty(someWork, async (works) => {
      const oneByOne = await outcomesOf(works, memoryUnderTest);
      expect(await outcomesAtOnce(works, sqliteUnderTest)).toEqual(oneByOne);
      // And without those, for a batch in which none is refused is written in another way.
      const accepted = works.filter((_, index) => !isRefusal(oneByOne.answers[index]));
      expect(await outcomesAtOnce(accepted, sqliteUnderTest)).toEqual(
        await outcomesOf(accepted, memoryUnderTest),
      );
    }),
    { numRuns: 15 },
  );
});

test("a batch takes in what has arrived, and waits for what must follow, but for nothing else", () => {
  const { port1, port2 } = new MessageChannel();
  const jobs = (count: number): Job[] => Array.from({ length: count }, (_, id) => ({ id, at: "" }));
  const full = jobs(JOBS_PER_MESSAGE);
  let naps = 0;
  const arrivals = new Arrivals(port2, () => {
    if (++naps === 3) port1.postMessage(jobs(2));
  });
  arrivals.take(jobs(1));
  expect(arrivals.batch()).toEqual(jobs(1));
  expect(arrivals.more()).toEqual([]);
  port1.postMessage(jobs(3));
  expect(arrivals.more()).toEqual(jobs(3));
  expect(naps).toBe(0);
  port1.postMessage(full);
  expect(arrivals.batch()).toEqual(full);
  expect(arrivals.more()).toEqual(jobs(2));
  expect(arrivals.more()).toEqual([]);
  expect(naps).toBe(3);
  port1.postMessage("close");
  expect(arrivals.batch()).toEqual([]);
  expect(arrivals.over).toBe(true);
  port1.close();
});

test("what is taken in while a batch is written is answered with it", () => {
  using scratch = new ScratchDirectory();
  const { database, inode } = openDatabase(scratch.file);
  const writer = new Writer(scratch.file, inode);
  const rows = ["cycle.started", 1, '{"cycle":1,"input":""}'];
  const [first, ...rest] = WORKERS.map((worker, id): Job => {
    return { id, at: "", appends: [{ worker, expectedSeq: 0, expectedEpoch: 0, rows }] };
  });
  const answer = writer.write(first === undefined ? [] : [first], () => rest.splice(0, 1));
  expect(answer).toEqual({ done: [0, 1, 1, 2, 2, 3], failed: [] });
  writer.close();
  database.close();
});

interface Outcome {
  readonly answers: readonly unknown[];
  readonly seen: unknown;
}

async function outcomesOf(works: readonly Work[], open: () => Promise<StoreUnderTest>): Promise<Outcome> {
  await using subject = await open();
  const answers: unknown[] = [];
  for (const work of works) answers.push(await answerTo(work(subject.store)));
  return { answers, seen: await seenIn(subject.store) };
}

async function outcomesAtOnce(works: readonly Work[], open: () => Promise<StoreUnderTest>): Promise<Outcome> {
  await using subject = await open();
  const answers = await Promise.all(works.map((work) => answerTo(work(subject.store))));
  return { answers, seen: await seenIn(subject.store) };
}

function isRefusal(answer: unknown): boolean {
  return typeof answer === "object";
}

/** The position, or the refusal. */
async function answerTo(work: Promise<unknown>): Promise<unknown> {
  try {
    const receipt = await work;
    return typeof receipt === "object" && receipt !== null && "position" in receipt
      ? receipt.position
      : "done";
  } catch (error) {
    return error instanceof LegateError ? { code: error.code, details: error.details } : error;
  }
}

async function seenIn(store: Store): Promise<unknown> {
  const heads = (await store.streams()).map(({ createdAt, updatedAt, ...head }) => head);
  const records = (await store.readAll({ after: 0 })).map(({ at, ...place }) => place);
  const inboxes = await Promise.all(WORKERS.map((worker: WorkerId) => store.inboxCommand(worker, "a")));
  return {
    heads,
    records,
    consumed: inboxes.map((command) => command?.consumedAtSeq),
    head: await store.head(),
  };
}
