import { expect, test } from "vitest";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const same = { calls: [{ tool: "look", arguments: { text: "same" } }] };

test("a model that goes in circles is warned, then refused, and in the end the worker is failed as stuck", async () => {
  const world = smallWorld([
    same,
    same,
    { ...same, expect: { message: "2 times in a row" } },
    same,
    same,
    same,
    { text: "never" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "failed", failure: "stuck" });
  expect(world.ledger).toHaveLength(3);
});

test("a circle that is left is no failure", async () => {
  const world = smallWorld([
    same,
    same,
    same,
    same,
    { calls: [{ tool: "put", arguments: { text: "x" } }] },
    { text: "out" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY });
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "out" });
});

test("time for a cycle that is used up in calls is waiting(limit), and resume goes on", async () => {
  const world = smallWorld([
    { delayMs: 40, ...same },
    { delayMs: 40, calls: [{ tool: "look", arguments: { text: "other" } }] },
    { text: "done" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY, limits: { cycleTimeoutMs: 60 } });
  const [stopped] = (await legate.wait(id)).workers;
  expect(stopped).toMatchObject({ status: "waiting", waitingOn: "limit" });
  await legate.resume(id);
  expect((await legate.wait(id)).workers[0]?.turns).toBeGreaterThan(stopped?.turns ?? 9);
});

test("a stage that fails in a way that may pass is tried again as its policy says, and never repeats a once-only call", async () => {
  const once = { calls: [{ tool: "send", arguments: { text: "paid" } }] };
  const world = smallWorld([
    once,
    { text: "cut", finish: "length" },
    { expect: { message: "This is try 2" }, text: "whole" },
  ]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY, retry: { maxAttempts: 2, backoffMs: 200 } });
  expect((await legate.wait(id, { timeoutMs: 5_000 })).workers[0]).toMatchObject({
    status: "completed",
    result: "whole",
  });
  expect(world.ledger.map(({ text }) => text)).toEqual(["paid"]);
  const types = (await legate.records(id)).map(({ record }) => record.type);
  expect(types).toContain("stage.retrying");
  // On a busy machine the time has come before it could rest; a rest ends by one waking, and only by that.
  const rests = types.filter((type) => type === "worker.waiting");
  expect(types.filter((type) => type === "worker.woken")).toHaveLength(rests.length);
  const again = await legate.spawn({ task: "go", ...FREELY });
  expect((await legate.wait(again.id)).workers[0]).toMatchObject({
    status: "failed",
    failure: "model-output-cut",
  });
});

test("a provider that asks to wait long is waited for at rest, without a driver's place, and then asked again", async () => {
  const world = smallWorld([{ errors: [{ class: "rate-limited", retryAfterMs: 3_600_000 }], text: "later" }]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "go", ...FREELY });
  const [worker] = (await legate.wait(id, { timeoutMs: 300 })).workers;
  expect(worker).toMatchObject({ status: "waiting", waitingOn: "timer", resting: false });
  expect((await world.ports.store.stream(worker?.id ?? id))?.driver).toBeUndefined();
  expect(await world.ports.store.nextWake()).toBeDefined();
});
