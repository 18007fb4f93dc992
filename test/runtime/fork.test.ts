import { expect, test } from "vitest";
import { itemsOf } from "../../src/core/append-only.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const send = (text: string) => ({ tool: "send", arguments: { text } });

test("a fork begins as the other was at that record, and goes its own way from there", async () => {
  const world = smallWorld([{ calls: [send("one")] }, { calls: [send("two")] }, { text: "both" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const origin = await legate.spawn({ task: "go", ...FREELY });
  await legate.wait(origin.id);
  const records = await legate.records(origin.id);
  const afterFirst = records.find(({ record }) => record.type === "call.finished")?.seq ?? 0;
  const copy = await legate.fork(origin.id, { atSeq: afterFirst, name: "other way" });
  expect(copy).toMatchObject({ name: "other way", status: "running", turns: 1 });
  expect((await legate.wait(copy.id)).workers[0]).toMatchObject({ status: "completed", result: "both" });
  expect(world.ledger.map(({ text }) => text)).toEqual(["one", "two", "two"]);
  const own = await legate.records(copy.id);
  expect(own.slice(0, afterFirst).map(({ record }) => record)).toEqual(
    records.slice(0, afterFirst).map(({ record }) => record),
  );
  expect(fold(own)?.forkedFrom).toEqual({ worker: origin.id, seq: afterFirst });
  expect(await legate.records(origin.id)).toEqual(records);
});

test("a fork of a finished worker does what it is told, and the other hears nothing of it", async () => {
  const world = smallWorld([
    { text: "first" },
    { expect: { message: "do it otherwise" }, text: "otherwise" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const origin = await legate.spawn({ task: "go", ...FREELY });
  await legate.wait(origin.id);
  const copy = await legate.fork(origin.id, { text: "do it otherwise" });
  expect((await legate.wait(copy.id)).workers[0]).toMatchObject({
    status: "completed",
    result: "otherwise",
    cycle: 2,
  });
  expect(await legate.get(origin.id)).toMatchObject({ result: "first", cycle: 1 });
});

test("a fork from any record is told something there, and its model hears it", async () => {
  const world = smallWorld([{ calls: [send("one")] }, { calls: [send("two")] }, { text: "first" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const origin = await legate.spawn({ task: "go", ...FREELY, onUnknown: "tell" });
  await legate.wait(origin.id);
  const { length } = await legate.records(origin.id);
  for (let atSeq = 1; atSeq <= length; atSeq++) {
    const copy = await legate.fork(origin.id, { atSeq, text: "do it otherwise" });
    const heard = async () =>
      (await legate.transcript(copy.id)).messages.some(
        (one) => one.role === "user" && one.text.includes("do it otherwise"),
      );
    await expect.poll(heard, { timeout: 5_000, message: `at ${atSeq}` }).toBe(true);
  }
  expect(world.broken).toEqual([]);
});

test("a once-only call under way at that record is unknown to the copy, and a question is asked anew", async () => {
  const world = smallWorld([
    { calls: [send("one")] },
    { expect: { message: "outcome_unknown" }, text: "looked" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const origin = await legate.spawn({ task: "go", ...FREELY });
  await legate.wait(origin.id, { timeoutMs: 2_000 }).catch(() => undefined);
  const intended =
    (await legate.records(origin.id)).find(({ record }) => record.type === "call.intended")?.seq ?? 0;
  const copy = await legate.fork(origin.id, { atSeq: intended });
  expect((await legate.wait(copy.id)).workers[0]).toMatchObject({ status: "completed", result: "looked" });
  expect(world.ledger.map(({ text }) => text)).toEqual(["one"]);

  const asking = await legate.spawn({ task: "ask", ...FREELY, approvals: { ask: [{ tools: ["send"] }] } });
  const [asked] = (await legate.wait(asking.id)).workers;
  const other = await legate.fork(asking.id);
  const [again] = (await legate.wait(other.id)).workers;
  expect(again?.questions).toHaveLength(1);
  expect(again?.questions[0]?.approval).not.toBe(asked?.questions[0]?.approval);
  await legate.approve(other.id);
  expect(await legate.get(asking.id)).toMatchObject({ status: "waiting", waitingOn: "approval" });
});

test("a record that does not exist is refused by name, and nothing is made", async () => {
  const world = smallWorld([{ text: "x" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY });
  await legate.wait(id);
  for (const atSeq of [0, 99, 1.5]) {
    await expect(legate.fork(id, { atSeq })).rejects.toMatchObject({ code: "bad-input" });
  }
  expect(await legate.list()).toHaveLength(1);
});

test("a fork at any record of a life comes to a rest of its own", async () => {
  const world = smallWorld([
    { calls: [{ tool: "look", arguments: { text: "a" } }, send("b")] },
    { calls: [{ tool: "put", arguments: { text: "c" } }] },
    { text: "end" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const origin = await legate.spawn({ task: "go", ...FREELY });
  await legate.wait(origin.id);
  const { length } = await legate.records(origin.id);
  const forks = await Promise.all(
    Array.from({ length }, (_, index) =>
      legate.fork(origin.id, { atSeq: index + 1, name: `at ${index + 1}` }),
    ),
  );
  const { done, workers } = await legate.wait(
    forks.map(({ id }) => id),
    { timeoutMs: 10_000 },
  );
  expect(done).toBe(true);
  for (const worker of workers) {
    expect(worker.status, worker.name).toBe("completed");
    const folded = fold(await legate.records(worker.id));
    const messages = itemsOf(folded?.messages ?? { length: 0, shared: [] });
    for (const [index, message] of messages.entries()) {
      if (message.role !== "assistant") continue;
      const calls = message.parts.flatMap((part) => (part.kind === "call" ? [part.call] : []));
      const next = messages[index + 1];
      if (calls.length > 0 && next !== undefined)
        expect(next.role === "tool" && next.results.map(({ call }) => call)).toEqual(calls);
    }
  }
  expect(world.broken).toEqual([]);
});

test.each(["once", "reconcilable"] as const)(
  "a fork of a worker in the middle of a %s effect whose turn is cut short at once rests, and says that nobody knows",
  async (effectClass) => {
    const tool = { name: "send", sideEffects: "workspace_write", effectClass } as const;
    const world = smallWorld([{ calls: [send("one")] }, { text: "never" }], [tool]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const origin = await legate.spawn({ task: "go", ...FREELY, onUnknown: "ask" });
    await legate.wait(origin.id);
    const records = await legate.records(origin.id);
    const intended = records.find(({ record }) => record.type === "call.intended")?.seq ?? 0;
    const other = await openIn(world, { drive: "anyone" });
    await using __ = other.legate;
    const copy = await other.legate.fork(origin.id, { atSeq: intended });
    const body = { type: "interrupt-turn", by: "o", reason: "wait" };
    await world.ports.store.commit({ put: [{ worker: copy.id, commandId: "c", from: "o", body }] });
    expect((await legate.wait(copy.id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({
      waitingOn: "input",
    });
    const types = (await legate.records(copy.id)).map(({ record }) => record.type);
    expect(types).toContain("call.outcome_unknown");
    expect(world.broken).toEqual([]);
  },
);
