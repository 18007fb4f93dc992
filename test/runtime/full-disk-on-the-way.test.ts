import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId } from "../../src/core/ids.ts";
import { LegateError } from "../../src/ports/failure.ts";
import type { Commit } from "../../src/ports/store.ts";
import { consumeInbox } from "../../src/runtime/consume-inbox.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { QueueBound } from "../../src/runtime/queue-bound.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";
import { storeWith } from "../support/store-with.ts";

/** A worker at rest, held through a store that refuses the next commit, as its disk is full. */
async function heldOnAFullDisk() {
  const world = smallWorld([{ text: "done" }, { text: "more" }]);
  const { legate } = await openIn(world);
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await legate.wait(id);
  await legate[Symbol.asyncDispose]();
  const { store } = world.ports;
  const disk = { full: false };
  const commit = async (work: Commit) => {
    if (!disk.full) return store.commit(work);
    disk.full = false;
    throw new LegateError("disk-full", "The disk is full.");
  };
  const ports = { ...world.ports, store: storeWith(store, { commit }) };
  const driver = { id: driverId(systemClock.uuid()), pid: 1 };
  const held = await claim(ports, await loadWorker(store, id), driver);
  return { ports, held, disk, id };
}

test("what a full disk refused is kept with its summary later, so that listings and timers find it", async () => {
  const { ports, held, disk, id } = await heldOnAFullDisk();
  disk.full = true;
  const input = { type: "input.received", input: "1", mode: "cycle", text: "go on", by: "o" } as const;
  await expect(held.append([input])).rejects.toMatchObject({ code: "disk-full" });
  await held.flush();
  expect(await ports.store.stream(id)).toMatchObject({ seq: held.worker.seq, view: { status: "queued" } });
});

test("a command whose answer a full disk refused is answered once, however often the inbox is read", async () => {
  const { ports, held, disk, id } = await heldOnAFullDisk();
  const body = { type: "send", by: "o", text: "go on" };
  await ports.store.commit({ put: [{ worker: id, commandId: "c", from: "o", body }] });
  const base = { ports, held, family: { defaults: {}, queue: new QueueBound(ports), want: () => undefined } };
  disk.full = true;
  await expect(consumeInbox(base)).rejects.toMatchObject({ code: "disk-full" });
  await consumeInbox(base);
  const heard = (await ports.store.readWorker(id)).filter(({ record }) => record.type === "input.received");
  expect(heard).toHaveLength(1);
  expect(await ports.store.inbox(id)).toEqual([]);
});
