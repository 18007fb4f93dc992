import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { driverId } from "../../src/core/ids.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { hear } from "../../src/runtime/consume-inbox.ts";
import { claim } from "../../src/runtime/held-worker.ts";
import { loadWorker } from "../../src/runtime/load-worker.ts";
import { QueueBound } from "../../src/runtime/queue-bound.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const COMPLETED = { type: "worker.completed", result: "done" } as const;

/** A running worker that we hold, and to which somebody says something. */
async function heldAndToldSomething() {
  const { ports } = smallWorld([]);
  const { legate } = await openIn({ ports, ledger: [], broken: [] }, { drive: "anyone" });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  const held = await claim(ports, await loadWorker(ports.store, id), {
    id: driverId(systemClock.uuid()),
    pid: process.pid,
  });
  await held.append([{ type: "cycle.started", cycle: 1, input: "t" }]);
  const body = { type: "send", by: "ada", text: "and this" };
  await ports.store.commit({ put: [{ worker: id, commandId: "s", from: "ada", body }] });
  const family = { defaults: {}, queue: new QueueBound(ports), want: () => undefined };
  const rest = (asOf: number) =>
    held.attempt(
      [COMPLETED, { type: "driver.released", epoch: held.worker.epoch, reason: "at rest" }],
      { release: true, requireEmptyInbox: true },
      asOf,
    );
  const journal = () => ports.store.readWorker(id);
  return { held, rest, journal, heard: () => hear({ ports, held, family }) };
}

test.each([
  ["before its rest is tried", 0],
  ["at the same moment", 1],
  ["while its rest is being refused", 2],
])("a worker that is told something %s does not rest, and its journal stays sound", async (_, when) => {
  const { held, rest, journal, heard } = await heldAndToldSomething();
  const { seq } = held.worker;
  const hearing = when < 2 ? heard() : undefined;
  if (when === 0) await hearing;
  const resting = rest(seq);
  await expect(resting).rejects.toMatchObject({ code: "inbox-not-empty" });
  await hearing;
  await heard(); // what is asked once more after every refusal
  const worker = fold(await journal());
  expect(worker).toMatchObject({ status: { status: "running" }, inputs: [{ id: "s", mode: "steer" }] });
  expect(held.worker).toEqual(worker);
});
