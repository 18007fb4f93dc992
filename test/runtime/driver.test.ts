import { expect, test } from "vitest";
import { LegateError } from "../../src/ports/failure.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

test("no more workers run at once than the limit says, however many are spawned together", async () => {
  let running = 0;
  let most = 0;
  const world = smallWorld(
    [{ calls: [{ tool: "stay", arguments: { text: "x" } }] }, { text: "ok" }],
    [
      {
        name: "stay",
        sideEffects: "read_only",
        effectClass: "read",
        during: async () => {
          most = Math.max(most, ++running);
          await new Promise((next) => setTimeout(next, 20));
          running -= 1;
        },
      },
    ],
  );
  const { legate } = await openIn(world);
  await using _ = legate;
  const spawned = await Promise.all(Array.from({ length: 20 }, () => legate.spawn({ task: "t", ...FREELY })));
  const { workers } = await legate.wait(spawned.map(({ id }) => id));
  expect(workers.every(({ status }) => status === "completed")).toBe(true);
  expect(most).toBe(8);
});

test("a worker that somebody answers in the moment we want it is still ours to drive", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const left = await openIn(world, { drive: "anyone" });
  const { id } = await left.legate.spawn({ task: "t", ...FREELY });
  await left.legate[Symbol.asyncDispose]();
  const { store } = world.ports;
  let faster = 1;
  const commit: typeof store.commit = async (work) => {
    const claims = work.appends?.some(({ claim }) => claim !== undefined) ?? false;
    if (claims && faster-- > 0) throw new LegateError("stale-seq", "somebody answered and gave back");
    return store.commit(work);
  };
  const { legate } = await openIn(world, { store: storeWith(store, { commit }) });
  await using _ = legate;
  expect((await legate.wait(id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({ status: "completed" });
});

test("a worker of ours is not claimed a second time while it is being made", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { store } = world.ports;
  const commit: typeof store.commit = async (work) => {
    const receipt = await store.commit(work);
    await new Promise((next) => setTimeout(next, 30)); // the answer comes later than the news of it
    return receipt;
  };
  const { legate } = await openIn(world, { store: storeWith(store, { commit }), adopts: true });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  expect((await legate.wait(id, { timeoutMs: 3_000 })).workers[0]).toMatchObject({
    status: "completed",
    epoch: 1,
  });
});

test("a wish that comes while the drive of that worker is ending is not lost", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const { store } = world.ports;
  const put = { commandId: "1", from: "a", body: { type: "approve", by: "a", approval: "x", surface: "s" } };
  const hooks: { released?: () => void } = {};
  const commit: typeof store.commit = async (work) => {
    const receipt = await store.commit(work);
    if (work.appends?.some(({ release }) => release)) hooks.released?.();
    return receipt;
  };
  const { legate, driver } = await openIn(world, { store: storeWith(store, { commit }) });
  await using _ = legate;
  const written = Promise.withResolvers<void>();
  const spawned = legate.spawn({ task: "t", ...FREELY });
  hooks.released = () => {
    hooks.released = () => undefined;
    void spawned.then(async ({ id }) => {
      driver.want(id);
      await store.commit({ put: [{ ...put, worker: id }] });
      written.resolve();
    });
  };
  const { id } = await spawned;
  await written.promise;
  expect(await legate.wait(id, { timeoutMs: 2_000 })).toMatchObject({ done: true });
});
