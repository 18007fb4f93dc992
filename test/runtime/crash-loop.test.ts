import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId } from "../../src/core/ids.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { FREELY, openIn, smallWorld, type World } from "../support/small-world.ts";

async function spawnedAndCrashed(world: World, times: number) {
  const { legate } = await openIn(world, { drive: "anyone" });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate[Symbol.asyncDispose]();
  for (let n = 0; n < times; n++) {
    const dead = { id: driverId(systemClock.uuid()), pid: 1 };
    await claim(world.ports, await loadWorker(world.ports.store, id), dead);
  }
  return id;
}

test("a worker that took three drivers with it is stopped, and a person can have it tried again", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const id = await spawnedAndCrashed(world, 4);
  const { legate } = await openIn(world, { adopts: true });
  await using _ = legate;
  const stopped = (await legate.wait(id)).workers[0];
  expect(stopped).toMatchObject({ status: "interrupted", turns: 0 });
  expect(stopped?.reason).toContain("drivers in a row died");
  await legate.resume(id);
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
});

test("one death or two are taken over without a word", async () => {
  const world = smallWorld([{ text: "ok" }]);
  const id = await spawnedAndCrashed(world, 2);
  const { legate } = await openIn(world, { adopts: true });
  await using _ = legate;
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
});
