import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { waitFor } from "../../src/runtime/wait.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";
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
