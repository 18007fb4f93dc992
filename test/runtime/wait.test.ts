import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import type { WorkerId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/runtime/wait.ts";
import { FREELY, openIn, PLACE, smallWorld, type World } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

test("a worker that is named twice is waited for once", async () => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const { done, workers } = await legate.wait([id, id], { timeoutMs: 2_000 });
  expect(done).toBe(true);
  expect(workers).toHaveLength(2);
});

test("a limit of months is not over at once", async () => {
  const stop = new AbortController();
  const slept = systemClock.sleep(90 * 24 * 3_600_000, stop.signal).then(() => "over");
  const first = await Promise.race([slept, new Promise((next) => setTimeout(next, 30, "still asleep"))]);
  stop.abort();
  expect(first).toBe("still asleep");
});

test("closing a worker that does not stop in time returns it as it is, and the close still holds", async () => {
  const finish = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const deaf = {
    name: "deaf",
    sideEffects: "workspace_write",
    effectClass: "once",
    during: () => {
      begun.resolve();
      return finish.promise;
    },
  } as const;
  const world = smallWorld([{ calls: [{ tool: "deaf", arguments: { text: "x" } }] }, { text: "no" }], [deaf]);
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await begun.promise;
  expect(await legate.close(id, { timeoutMs: 30 })).toMatchObject({ status: "running" });
  finish.resolve();
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "cancelled" });
});

/** Worker A asks whether it may send, and is at rest; worker B runs `held`. Both go on when they are let. */
async function oneRestsOneRuns() {
  const [sending, holding] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const effect = { sideEffects: "workspace_write", effectClass: "once" } as const;
  const world = smallWorld(
    [],
    [
      { name: "send", ...effect, during: () => sending.promise },
      { name: "held", ...effect, during: () => holding.promise },
    ],
  );
  const calls = (tool: string) => [{ calls: [{ tool, arguments: { text: "x" } }] }, { text: "ok" }];
  const models = scriptedModels({ sends: calls("send"), holds: calls("held") });
  const { legate } = await openIn({ ...world, ports: { ...world.ports, models } });
  const a = (await legate.spawn({ task: "t", model: "sends", workspace: PLACE, policy: {} })).id;
  const b = (await legate.spawn({ task: "t", model: "holds", ...FREELY })).id;
  await legate.wait(a);
  return { world, legate, a, b, letA: sending.resolve, letB: holding.resolve };
}

/** Waits for both through a store that notes which workers it is asked about; `looked` once it was. */
function watchedWait({ store }: World["ports"], ids: readonly WorkerId[]) {
  const asked: (readonly WorkerId[] | undefined)[] = [];
  const looked = Promise.withResolvers<void>();
  const streams: typeof store.streams = async (filter) => {
    const heads = await store.streams(filter);
    asked.push(filter?.workers);
    looked.resolve();
    return heads;
  };
  const ports = { clock: systemClock, store: storeWith(store, { streams }) };
  return { waiting: waitFor(ports, ids), asked, looked: looked.promise };
}

test("a worker that was seen at rest is not asked about again while another one runs", async () => {
  const { world, legate, a, b, letB } = await oneRestsOneRuns();
  await using _ = legate;
  const { waiting, asked, looked } = watchedWait(world.ports, [a, b]);
  await looked;
  letB();
  expect(await waiting).toMatchObject({ done: true });
  expect([asked[0], asked.at(-1)]).toEqual([[a, b], [b]]);
});

test("a worker that was seen at rest and went on is waited for again", async () => {
  const { world, legate, a, b, letA, letB } = await oneRestsOneRuns();
  await using _ = legate;
  const { waiting, looked } = watchedWait(world.ports, [a, b]);
  await looked;
  await legate.approve(a);
  letB();
  await legate.wait(b);
  letA();
  const { workers } = await waiting;
  expect(workers.map(({ status }) => status)).toEqual(["completed", "completed"]);
});

test("a command that arrives in the last moment is waited for, not mistaken for the end of the time", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { store } = world.ports;
  const { legate } = await openIn(world, { adopts: true });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  let late = 1;
  const streams: typeof store.streams = async (filter) => {
    const heads = await store.streams(filter);
    const body = { type: "approve", by: "a", approval: "x", surface: "test" };
    if (filter?.workers !== undefined && late-- > 0)
      await store.commit({ put: [{ worker: id, commandId: "1", from: "a", body }] });
    return heads;
  };
  const ports = { clock: systemClock, store: storeWith(store, { streams }) };
  expect(await waitFor(ports, [id], { timeoutMs: 3_000 })).toMatchObject({ done: true });
});

test("of several so many are waited for, and the cursor of one wait keeps what it saw out of the next", async () => {
  const go = Promise.withResolvers<void>();
  const slow = {
    name: "slow",
    sideEffects: "read_only",
    effectClass: "read",
    during: () => go.promise,
  } as const;
  const world = smallWorld(
    {
      quick: [{ text: "one" }, { text: "two" }],
      slow: [{ calls: [{ tool: "slow", arguments: { text: "x" } }] }, { text: "late" }],
    },
    [slow],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  using __ = { [Symbol.dispose]: () => go.resolve() };
  const [a, b, c] = await Promise.all(
    ["quick", "quick", "slow"].map((model) => legate.spawn({ task: "t", model, ...FREELY })),
  );
  const ids = [a, b, c].map((one) => one?.id ?? "");
  const two = await legate.wait(ids, { mode: 2, timeoutMs: 5000 });
  expect([two.done, two.workers.map(({ resting }) => resting)]).toEqual([true, [true, true, false]]);
  const again = await legate.wait(ids, { mode: "any", since: two.cursor, timeoutMs: 50 });
  expect(again.done).toBe(false);
  const next = legate.wait(ids, { mode: "any", since: two.cursor, timeoutMs: 5000 });
  await legate.send(ids[0] ?? "", "more");
  expect((await next).workers.map(({ resting, result }) => ({ resting, result }))).toEqual([
    { resting: true, result: "two" },
    { resting: false, result: "one" },
    { resting: false, result: null },
  ]);
});

test("what a worker at rest is asked in vain is not another rest to the next wait", async () => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const { cursor } = await legate.wait(id);
  await legate.close(id);
  await legate.resume(id).catch(() => undefined);
  expect((await legate.get(id)).seq).toBeGreaterThan(cursor);
  expect(await legate.wait(id, { since: cursor, timeoutMs: 50 })).toMatchObject({ done: false });
  expect(await legate.wait(id, { since: cursor - 5, timeoutMs: 50 })).toMatchObject({ done: true });
});

test.each([3, -1, 1.5, Number.NaN])("%s of two can never rest, and is refused", async (mode) => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await expect(legate.wait([id, id], { mode })).rejects.toMatchObject({ code: "bad-input" });
});

test("an option with a value that nobody knows is refused, not read as a default", async () => {
  const { legate } = await openIn(smallWorld([{ text: "ok" }]));
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const unknown = "stopped" as never;
  await expect(legate.wait(id, { until: unknown })).rejects.toMatchObject({ code: "bad-input" });
  await expect(legate.list({ statuses: [unknown] })).rejects.toMatchObject({ code: "bad-input" });
  await expect(legate.page({ order: unknown })).rejects.toMatchObject({ code: "bad-input" });
});
