import { expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { dyingStore } from "../support/dying-store.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const SCRIPT: readonly ScriptTurn[] = [
  {
    calls: [
      { tool: "look", arguments: { text: "r1" } },
      { tool: "look", arguments: { text: "r2" } },
      { tool: "put", arguments: { text: "p1" } },
      { tool: "send", arguments: { text: "s1" } },
    ],
    usage: { inputTokens: 10, outputTokens: 1 },
  },
  { calls: [{ tool: "send", arguments: { text: "s2" } }], usage: { inputTokens: 20, outputTokens: 1 } },
  { text: "the end", usage: { inputTokens: 30, outputTokens: 1 } },
];

/** Runs the script with a first process that dies at its n-th commit, and a second one that goes on. */
async function runWithDeath(n: number, dies: "before" | "after") {
  const world = smallWorld(SCRIPT);
  const doomed = dyingStore(world.ports.store, n, dies);
  const first = await openIn(
    { ...world, ports: { ...world.ports, presence: createMemoryPresence() } },
    { store: doomed },
  );
  const spawning = first.legate.spawn({ task: "go", ...FREELY, idempotencyKey: "only" });
  const ended = Symbol("ended");
  const survived = spawning.then(async ({ id }) => {
    await first.legate.wait(id);
    return ended;
  });
  const outcome = await Promise.race([survived, doomed.dead]);
  const second = await openIn(world, { adopts: true });
  await using _ = second.legate;
  const { id } = await second.legate.spawn({ task: "go", ...FREELY, idempotencyKey: "only" });
  const { workers } = await second.legate.wait(id);
  const records = await second.legate.records(id);
  return {
    outcome: outcome === ended ? "survived" : "died",
    worker: workers[0],
    records,
    ledger: world.ledger,
    world,
  };
}

test("dying at any commit loses nothing: the worker ends the same, and no finished or once-only effect is repeated", async () => {
  let deaths = 0;
  for (const dies of ["before", "after"] as const) {
    for (let n = 1; ; n++) {
      const { outcome, worker, records, ledger, world } = await runWithDeath(n, dies);
      expect(world.broken, `${dies} ${n}`).toEqual([]);
      expect(worker, `${dies} ${n}`).toMatchObject({ status: "completed", result: "the end", turns: 3 });
      expect(fold(records)?.seq).toBe(records.length);
      const done = ledger.map(({ text }) => text);
      const finished = records.flatMap(({ record }) =>
        record.type === "call.finished" ? [record.call] : [],
      );
      expect(new Set(finished).size, "a finished call is never finished twice").toBe(finished.length);
      const unknown = records.filter(({ record }) => record.type === "call.outcome_unknown").length;
      expect(done.filter((text) => text === "s1").length, `${dies} ${n}`).toBeLessThanOrEqual(1);
      expect(done.filter((text) => text === "s2").length, `${dies} ${n}`).toBeLessThanOrEqual(1);
      expect(unknown, "at most the one call that was under way").toBeLessThanOrEqual(1);
      expect(
        done.filter((text) => text === "s1").length + unknown,
        `${dies} ${n}: never silently dropped`,
      ).toBeGreaterThanOrEqual(1);
      for (const { key, text } of ledger) expect(key, text).toMatch(new RegExp(`^${worker?.id}:t`));
      if (outcome === "survived") break;
      deaths += 1;
    }
  }
  expect(deaths).toBeGreaterThan(25);
});
