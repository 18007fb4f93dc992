import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { type WorkerId, workerId } from "../src/core/ids.ts";
import type { WorkerRecord } from "../src/core/journal/record.ts";
import type { Store } from "../src/ports/store.ts";
import { bareTable } from "./bare-table.ts";
import { median, spread } from "./figures.ts";
import { singleCommits } from "./single-commit.ts";

const ROUNDS = 5;
/** In each round the sides take turns so often: what else the machine does meets all of them. */
const SLICES = 10;
const CONCURRENT = 64;

/** What a tool call's outcome takes: about 400 bytes of JSON. */
const RECORD: WorkerRecord = {
  type: "call.finished",
  call: "t12.1",
  status: "ok",
  text: "src/config.ts:12: export const retries = 3;\n".repeat(5),
  outputDigest: sha256Hasher.digest("output"),
  durationMs: 3.25,
};

/** Writes until the time is over, and answers with how many records. */
type Side = (end: number) => Promise<number>;

/**
 * Durable appends per second: ours with 1 and with 64 workers that each wait for one append before
 * the next, between rounds of the floor: bare SQLite inserting the same bytes into the same table
 * in batches of 64, and a bare file with write and fdatasync per record. Then how long single commits
 * take, against the same floor with one row a commit.
 *
 * @param options.seconds for everything together. @default 40
 */
export async function run(options: { seconds?: number } = {}): Promise<Record<string, unknown>> {
  const directory = mkdtempSync(join(process.env["LEGATE_BENCH_DIR"] ?? ".", ".bench-append-"));
  try {
    await using store = await createSqliteStore({
      file: join(directory, "ours.db"),
      clock: systemClock,
      hasher: sha256Hasher,
    });
    const sides = {
      one: appending(store, 1),
      many: appending(store, CONCURRENT),
      floorSqlite: bareSqlite(join(directory, "floor.db")),
      floorFile: bareFile(join(directory, "floor.log")),
    };
    const seconds = options.seconds ?? 40;
    const rates = await interleaved(sides, seconds / 2);
    const single = await singleCommits(store, { directory, record: RECORD, seconds: seconds / 2 });
    return { ...figures(rates), ...single };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Records per second of each side in each round, after one round to warm up. */
async function interleaved<K extends string>(sides: Record<K, Side>, seconds: number) {
  const names = Object.keys(sides) as K[];
  const sliceMs = (seconds * 1000) / (names.length * (ROUNDS + 1) * SLICES);
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= ROUNDS; round++) {
    const rate = await oneRound(sides, names, sliceMs);
    for (const name of round > 0 ? names : []) rates[name].push(rate(name));
    process.stderr.write(`append: round ${round} of ${ROUNDS}\n`);
  }
  return rates;
}

async function oneRound<K extends string>(sides: Record<K, Side>, names: readonly K[], sliceMs: number) {
  const written = new Map<K, number>();
  const tookMs = new Map<K, number>();
  for (let slice = 0; slice < SLICES; slice++) {
    for (const name of names) {
      const start = performance.now();
      const count = await sides[name](start + sliceMs);
      written.set(name, (written.get(name) ?? 0) + count);
      tookMs.set(name, (tookMs.get(name) ?? 0) + performance.now() - start);
    }
  }
  return (name: K) => Math.round(((written.get(name) ?? 0) * 1000) / (tookMs.get(name) ?? 0));
}

function figures(rates: Record<"one" | "many" | "floorSqlite" | "floorFile", number[]>) {
  const ratios = rates.many.map((rate, round) => rate / (rates.floorSqlite[round] ?? Number.NaN));
  return {
    appendsPerSecond1Worker: spread(rates.one),
    appendsPerSecond64Workers: spread(rates.many),
    bareSqliteBatchesOf64PerSecond: spread(rates.floorSqlite),
    bareFileWriteAndFdatasyncPerSecond: spread(rates.floorFile),
    floorRatio: median(ratios),
    floorRatioSpread: [Math.min(...ratios), Math.max(...ratios)],
    oneWorkerOverBareFile: median(rates.one) / median(rates.floorFile),
    recordBytes: JSON.stringify(RECORD).length,
    rounds: ROUNDS,
  };
}

function appending(store: Store, count: number): Side {
  const workers = Array.from({ length: count }, () => ({ id: workerId(systemClock.uuid()), seq: 0 }));
  return async (end) => {
    const before = workers.reduce((sum, { seq }) => sum + seq, 0);
    await Promise.all(workers.map((worker) => appendUntil(end, store, worker)));
    return workers.reduce((sum, { seq }) => sum + seq, 0) - before;
  };
}

async function appendUntil(end: number, store: Store, worker: { id: WorkerId; seq: number }): Promise<void> {
  const { id } = worker;
  while (performance.now() < end) {
    const append = { worker: id, expectedSeq: worker.seq, expectedEpoch: 0, records: [RECORD] };
    await store.commit({ appends: [append] });
    worker.seq++;
  }
}

function bareSqlite(file: string): Side {
  const insert = bareTable(file, RECORD);
  return async (end) => {
    let count = 0;
    for (; performance.now() < end; count += CONCURRENT) insert(CONCURRENT);
    return count;
  };
}

function bareFile(file: string): Side {
  const line = `${JSON.stringify(RECORD)}\n`;
  return async (end) => {
    const handle = openSync(file, "a");
    let count = 0;
    for (; performance.now() < end; count++) {
      writeSync(handle, line);
      fdatasyncSync(handle);
    }
    closeSync(handle);
    return count;
  };
}
