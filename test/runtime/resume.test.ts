import { expect, test } from "vitest";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { NO_USAGE } from "../../src/core/usage/usage.ts";
import { ModelError } from "../../src/ports/model.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

test("a worker that was stopped before it began hears its task when it is resumed", async () => {
  const world = smallWorld([{ expect: { message: "Paint the fence" }, text: "Painted." }]);
  const left = await openIn(world, { drive: "anyone" });
  const { id } = await left.legate.spawn({ task: "Paint the fence", ...FREELY });
  expect(await left.legate.interrupt(id)).toMatchObject({ status: "interrupted", cycle: 0 });
  await left.legate[Symbol.asyncDispose]();

  const { legate } = await openIn(world);
  await using _ = legate;
  await legate.resume(id);
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "Painted." });
});

test("resume takes back a stop that has not come to its end yet", async () => {
  const world = smallWorld([{ text: "Done after all." }]);
  const { legate } = await openIn(world, { drive: "anyone" });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await world.ports.store.commit({
    put: [
      { worker: id, commandId: "1", from: "a", body: { type: "interrupt", by: "a", reason: "wait" } },
      { worker: id, commandId: "2", from: "a", body: { type: "resume", by: "a" } },
    ],
  });
  await legate[Symbol.asyncDispose]();
  const second = await openIn(world);
  await using _ = second.legate;
  expect((await second.legate.wait(id)).workers[0]).toMatchObject({ status: "completed" });
});

test("an interrupt does not weaken a close that is on its way", async () => {
  const world = smallWorld([{ text: "never" }]);
  const { legate } = await openIn(world, { drive: "anyone" });
  const { id } = await legate.spawn({ task: "t", ...FREELY });
  await world.ports.store.commit({
    put: [
      { worker: id, commandId: "1", from: "a", body: { type: "close", by: "a", reason: "over" } },
      { worker: id, commandId: "2", from: "b", body: { type: "interrupt", by: "b", reason: "pause" } },
    ],
  });
  await legate[Symbol.asyncDispose]();
  const second = await openIn(world);
  await using _ = second.legate;
  expect((await second.legate.wait(id)).workers[0]).toMatchObject({ status: "cancelled", reason: "over" });
});

test("being stopped and handed over uses up none of a turn's attempts", async () => {
  const world = smallWorld([]);
  const busy = { class: "overloaded", message: "busy", retryAfterMs: 1 } as const;
  let asked = 0;
  world.ports.models.resolve = async (name) => ({
    name,
    async *step(_request, { signal }) {
      asked += 1;
      if (asked <= 3) await systemClock.sleep(30_000, signal);
      if (asked <= 4) throw new ModelError(busy);
      const parts = [{ kind: "text", text: "At last." }] as const;
      yield { type: "finished", step: { parts, finish: "stop", usage: NO_USAGE } };
    },
  });
  const { legate } = await openIn(world);
  await using _ = legate;
  const { id } = await legate.spawn({ task: "t", ...FREELY, limits: { maxAttempts: 2 } });
  for (let n = 1; n <= 3; n++) {
    while (asked < n) await systemClock.sleep(2);
    await legate.interrupt(id);
    await legate.resume(id);
  }
  expect((await legate.wait(id)).workers[0]).toMatchObject({ status: "completed", result: "At last." });
});
