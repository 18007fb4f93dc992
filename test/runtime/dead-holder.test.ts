import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId, type WorkerId } from "../../src/core/ids.ts";
import { consumeInbox } from "../../src/runtime/consume-inbox.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { QueueBound } from "../../src/runtime/queue-bound.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld, type World } from "../support/small-world.ts";

/** Takes the worker as a driver that nobody can reach any more. */
async function claimedByTheDead({ ports }: World, id: WorkerId) {
  const dead = { id: driverId(systemClock.uuid()), pid: 1 };
  return claim(ports, await loadWorker(ports.store, id), dead);
}

test("what a dead driver was asked and had read is carried out by the next one, also for a worker at rest", async () => {
  const world = smallWorld([{ text: "Done." }]);
  const first = await openIn(world);
  const { id } = await first.legate.spawn({ task: "t", ...FREELY });
  await first.legate.wait(id);
  await first.legate[Symbol.asyncDispose]();
  await world.ports.store.commit({
    put: [{ worker: id, commandId: "1", from: "o", body: { type: "release", by: "o" } }],
  });
  const family = { defaults: {}, queue: new QueueBound(world.ports), want: () => undefined };
  await consumeInbox({ ports: world.ports, held: await claimedByTheDead(world, id), family });

  const { legate } = await openIn(world, { adopts: true });
  await using _ = legate;
  const last: string[] = [];
  for await (const event of legate.events(id, { live: false })) {
    if (event.kind === "record") last.push(event.record.record.type); // ends only once nobody holds it
  }
  expect(last.slice(-4)).toEqual(["driver.claimed", "workspace.released", "audit.sealed", "driver.released"]);
});

test("a drive that breaks after somebody else took its worker leaves it alone, and is no news", async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const during = async () => {
    begun.resolve();
    await go.promise;
    throw new TypeError("a bug in a tool");
  };
  const world = smallWorld(
    [{ calls: [{ tool: "odd", arguments: { text: "x" } }] }, { text: "." }],
    [...LEDGER_TOOLS, { name: "odd", sideEffects: "read_only", effectClass: "read", during }],
  );
  const { legate } = await openIn(world);
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await begun.promise;
  const { worker } = await claimedByTheDead(world, id);
  go.resolve();
  await legate[Symbol.asyncDispose]();
  expect(world.broken).toEqual([expect.objectContaining({ message: "a bug in a tool" })]);
  expect((await loadWorker(world.ports.store, id)).seq).toBe(worker.seq);
});

test("a worker that was given back while a command of its was being read is answered by the next driver alone", async () => {
  const world = smallWorld([{ text: "Done." }]);
  const first = await openIn(world);
  const { id } = await first.legate.spawn({ task: "t", ...FREELY });
  await first.legate.wait(id);
  await first.legate[Symbol.asyncDispose]();
  const held = await claimedByTheDead(world, id);
  const { epoch } = held.worker;
  const reading = held.readInbox(async () => {
    await held.append([{ type: "driver.released", epoch, reason: "handed back" }], { release: true });
    await held.respond(async () => ({ records: [{ type: "workspace.releasing", by: "o" }], extras: {} }));
  });
  await expect(reading).rejects.toMatchObject({ code: "stale-epoch" });
  const records = await world.ports.store.readWorker(id);
  expect(records.at(-1)?.record.type).toBe("driver.released");
});
