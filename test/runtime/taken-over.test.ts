import { expect, test } from "vitest";
import type { DriverId } from "../../src/core/ids.ts";
import type { Presence, PresenceHandlers } from "../../src/ports/presence.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { handClock } from "../../src/testing/hand-clock.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

/** A world with one tool, whose effect takes until `go`. */
function slowWorld() {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const during = async () => {
    begun.resolve();
    await go.promise;
  };
  const world = smallWorld(
    [{ calls: [{ tool: "slow", arguments: { text: "x" } }] }, { text: "ok" }],
    [{ name: "slow", sideEffects: "workspace_write", effectClass: "once", during }],
  );
  return { world, begun: begun.promise, go: go.resolve };
}

/** The same world as seen by somebody to whom everybody else is silent. */
function hearingNobody(world: World, evict: Presence["evict"]): World {
  const own = new Set<DriverId>();
  const presence: Presence = {
    ...world.ports.presence,
    announce: (driver, handlers) => {
      own.add(driver);
      return world.ports.presence.announce(driver, handlers);
    },
    isAlive: async (driver) => own.has(driver),
    evict,
  };
  return { ...world, ports: { ...world.ports, presence } };
}

test("a silent driver's worker is taken over when nothing of it runs any more, and not before", async () => {
  const { world, begun, go } = slowWorld();
  const silent = await openIn(world);
  const { id } = await silent.legate.spawn({ task: "t", ...FREELY });
  await begun;
  const asked: DriverId[] = [];
  const taker = await openIn(
    hearingNobody(world, async (driver) => asked.push(driver) >= 3),
    { adopts: true },
  );
  await using _ = taker.legate;
  const epoch = async () => (await world.ports.store.stream(id))?.epoch;
  while (asked.length < 2) await taker.driver.looked();
  expect(await epoch(), "it could not be evicted yet").toBe(1);
  while ((await epoch()) === 1) await taker.driver.looked();
  expect(asked).toEqual([silent.driver.identity.id, silent.driver.identity.id, silent.driver.identity.id]);
  expect((await taker.legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });

  const seq = (await world.ports.store.stream(id))?.seq;
  go();
  await silent.legate[Symbol.asyncDispose]();
  expect((await world.ports.store.stream(id))?.seq, "who lost it writes nothing").toBe(seq);
  expect(world.broken, "and that is no fault").toEqual([]);
});

test("nobody is evicted for a worker that one could not drive", async () => {
  const { world, begun, go } = slowWorld();
  const silent = await openIn(world);
  const { id } = await silent.legate.spawn({ task: "t", ...FREELY });
  await begun;
  const other = smallWorld([]);
  const asked: DriverId[] = [];
  const without = { ...other, ports: { ...other.ports, store: world.ports.store } };
  const taker = await openIn(
    hearingNobody(without, async (driver) => asked.push(driver) > 0),
    { adopts: true },
  );
  await using _ = taker.legate;
  for (let n = 0; n < 3; n++) await taker.driver.looked();
  expect(asked).toEqual([]);
  go();
  expect((await silent.legate.wait(id)).workers[0]).toMatchObject({ status: "completed", epoch: 1 });
  await silent.legate[Symbol.asyncDispose]();
});

test.each([
  { stoodStill: true, otherwise: "begins nothing when somebody else claimed meanwhile" },
  { stoodStill: false, otherwise: "is taken at its word" },
])("an append that took as long as the lease ($stoodStill) $otherwise", async ({ stoodStill }) => {
  const { ports } = smallWorld([{ text: "ok" }]);
  const { legate, driver } = await openIn({ ports, ledger: [], broken: [] }, { drive: "anyone" });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const clock = handClock();
  /** Durable here; its answer is heard only after somebody else's claim. */
  const commit: typeof ports.store.commit = async (work) => {
    const receipt = await ports.store.commit(work);
    if (work.appends?.some(({ claim }) => claim !== undefined)) return receipt;
    await claim(ports, await loadWorker(ports.store, id), driver.identity);
    if (stoodStill) clock.advance(ports.presence.leaseMs);
    return receipt;
  };
  const slow = { ...ports, clock, store: storeWith(ports.store, { commit }) };
  const held = await claim(slow, await loadWorker(ports.store, id), driver.identity);
  const { seq } = held.worker;
  const appended = held.append([{ type: "cycle.started", cycle: 1, input: "t" }]);
  if (stoodStill) await expect(appended).rejects.toMatchObject({ code: "stale-epoch" });
  else await appended;
  expect(held.worker.seq, "what is written is there once").toBe(seq + 1);
});

test("an evicted instance says so to everybody who asks it for something, and drives nothing more", async () => {
  const { world, begun, go } = slowWorld();
  const told: PresenceHandlers[] = [];
  const presence: Presence = {
    ...world.ports.presence,
    announce: (driver, handlers) => {
      told.push(handlers);
      return world.ports.presence.announce(driver, handlers);
    },
  };
  const { legate } = await openIn({ ...world, ports: { ...world.ports, presence } });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await begun;
  const waiting = legate.wait(id);
  told[0]?.onEvicted();
  const lost = { code: "driver-lost" };
  await expect(waiting).rejects.toMatchObject(lost);
  await expect(legate.spawn({ task: "t", ...FREELY })).rejects.toMatchObject(lost);
  await expect(legate.close(id)).rejects.toMatchObject(lost);
  go();
  await legate[Symbol.asyncDispose]();
  expect(world.ledger, "only the call that had begun").toHaveLength(1);
});

test("an instance that was evicted and has not heard of it yet answers nothing as its own", async () => {
  const world = smallWorld([{ text: "ok" }]);
  let evicted = false;
  const presence: Presence = { ...world.ports.presence, isAlive: async () => !evicted };
  const { legate } = await openIn({ ...world, ports: { ...world.ports, presence } });
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  evicted = true;
  await expect(legate.wait(id)).rejects.toMatchObject({ code: "driver-lost" });
});
