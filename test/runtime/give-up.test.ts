import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId } from "../../src/core/ids.ts";
import { giveUp } from "../../src/runtime/give-up.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const SPAWN = { tool: "spawn_agent", arguments: { task: "help", name: "helper", model: "child" } };

test("a worker that breaks, and breaks again while its parent is to be told, is free for others all the same", async () => {
  const world = smallWorld({ parent: [{ calls: [SPAWN] }, { text: "done" }], child: [{ text: "done" }] });
  const { legate } = await openIn(world);
  const { id } = await legate.spawn({ ...FREELY, model: "parent", task: "coordinate" });
  await legate.wait(id);
  const [child] = await legate.list({ parent: id });
  await legate.wait(child?.id ?? "");
  await legate[Symbol.asyncDispose]();
  const { ports } = world;
  const driver = { id: driverId(systemClock.uuid()), pid: 1 };
  const held = await claim(ports, await loadWorker(ports.store, child?.id ?? id), driver);
  const now = () => {
    throw new TypeError("a bug on the way to the parent");
  };
  const said: unknown[] = [];
  await giveUp(held, new Error("a first bug"), {
    ports: { ...ports, clock: { ...systemClock, now } },
    report: (_, error) => void said.push(error),
    over: new AbortController().signal,
    want: () => undefined,
  });
  expect(said.map(String)).toEqual(["Error: a first bug", "TypeError: a bug on the way to the parent"]);
  expect((await ports.store.stream(held.worker.id))?.driver).toBeUndefined();
});
