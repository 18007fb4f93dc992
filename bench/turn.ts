import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createMemoryStore } from "../src/adapters/memory/store.ts";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import type { Store } from "../src/ports/store.ts";
import type { Legate } from "../src/runtime/legate.ts";
import { spread } from "./figures.ts";
import { LOOK, lookingModels, smallLegate, sqliteStore } from "./small-legate.ts";

const TURNS = 100;
const ROUNDS = 5;

/**
 * What a turn costs around its model call: a worker of 100 turns, each with one call that does nothing
 * and a model that answers at once. On disk, and in memory as the part that is not the disk; with 64
 * such workers at once, per turn of all of them.
 */
export async function run(): Promise<Record<string, unknown>> {
  const sides = {
    disk: [] as number[],
    memory: [] as number[],
    disk64: [] as number[],
    late: [] as number[],
  };
  for (let round = 0; round < ROUNDS; round++) {
    const directory = mkdtempSync(join(process.env["LEGATE_BENCH_DIR"] ?? ".", ".bench-turn-"));
    try {
      const memory = await measured(createMemoryStore({ clock: systemClock, hasher: sha256Hasher }), 1);
      const disk = await measured(await sqliteStore(join(directory, "one.db")), 1);
      const many = await measured(await sqliteStore(join(directory, "many.db")), 64);
      sides.memory.push(memory.perTurnMs);
      sides.disk.push(disk.perTurnMs);
      sides.disk64.push(many.perTurnMs);
      sides.late.push(disk.lastTenthMs / disk.firstTenthMs);
    } finally {
      rmSync(directory, { recursive: true });
    }
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
  }
  return {
    turnMs: spread(sides.disk),
    turnInMemoryMs: spread(sides.memory),
    turnAmong64WorkersMs: spread(sides.disk64),
    lastTenthOverFirstTenth: spread(sides.late),
    turnsPerWorker: TURNS,
  };
}

async function measured(store: Store, workers: number) {
  await using legate = await smallLegate(store, lookingModels(TURNS - 1), workers);
  const started = performance.now();
  const spawned = await Promise.all(
    Array.from({ length: workers }, () =>
      legate.spawn({ task: "t", tools: [LOOK], limits: { maxTurns: TURNS + 1 }, preset: "read-only" }),
    ),
  );
  const { workers: ended } = await legate.wait(spawned.map(({ id }) => id));
  const perTurnMs = (performance.now() - started) / (TURNS * workers);
  if (ended.some(({ status }) => status !== "completed")) throw new Error("a worker did not complete");
  return { perTurnMs, ...(await tenths(legate, spawned[0]?.id ?? "")) };
}

/** How long the first and the last ten turns took: the cost of a turn must not grow with the history. */
async function tenths(legate: Legate, worker: string) {
  const asked = (await legate.records(worker)).filter(({ record }) => record.type === "turn.requested");
  const at = (index: number) => Date.parse(asked[index]?.at ?? "");
  return {
    firstTenthMs: Math.max(1, at(TURNS / 10) - at(0)),
    lastTenthMs: Math.max(1, at(TURNS - 1) - at(TURNS - 1 - TURNS / 10)),
  };
}
