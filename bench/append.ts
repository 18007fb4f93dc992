import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { MIGRATIONS } from "../src/adapters/sqlite/schema.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { workerId } from "../src/core/ids.ts";
import type { WorkerRecord } from "../src/core/journal/record.ts";
import type { Store } from "../src/ports/store.ts";

const ROUNDS = 5;
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

type Side = (milliseconds: number) => Promise<number>;

/**
 * Durable appends per second: ours with 1 and with 64 workers that each wait for one append before
 * the next, between rounds of the floor: bare SQLite inserting the same bytes into the same table
 * in batches of 64, and a bare file with write and fdatasync per record.
 *
 * @param options.seconds for everything together. @default 20
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
    return figures(await interleaved(sides, options.seconds ?? 20));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function interleaved<K extends string>(sides: Record<K, Side>, seconds: number) {
  const names = Object.keys(sides) as K[];
  const share = (seconds * 1000) / (names.length * (ROUNDS + 1));
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of names) {
      const rate = await sides[name](share);
      if (round > 0) rates[name].push(rate); // the first round warms up
    }
    process.stderr.write(`append: round ${round} of ${ROUNDS}\n`);
  }
  return rates;
}

function figures(rates: Record<"one" | "many" | "floorSqlite" | "floorFile", number[]>) {
  const ratios = rates.many.map((rate, round) => rate / (rates.floorSqlite[round] ?? Number.NaN));
  return {
    appendsPerSecond1Worker: summary(rates.one),
    appendsPerSecond64Workers: summary(rates.many),
    bareSqliteBatchesOf64PerSecond: summary(rates.floorSqlite),
    bareFileWriteAndFdatasyncPerSecond: summary(rates.floorFile),
    floorRatio: median(ratios),
    floorRatioSpread: [Math.min(...ratios), Math.max(...ratios)],
    oneWorkerOverBareFile: median(rates.one) / median(rates.floorFile),
    recordBytes: JSON.stringify(RECORD).length,
    rounds: ROUNDS,
  };
}

function appending(store: Store, workers: number): Side {
  return async (milliseconds) => {
    const end = performance.now() + milliseconds;
    const counts = await Promise.all(Array.from({ length: workers }, () => oneWorker(store, end)));
    return perSecond(
      counts.reduce((a, b) => a + b),
      milliseconds,
    );
  };
}

async function oneWorker(store: Store, end: number): Promise<number> {
  const worker = workerId(systemClock.uuid());
  let seq = 0;
  while (performance.now() < end) {
    await store.commit({ appends: [{ worker, expectedSeq: seq, expectedEpoch: 0, records: [RECORD] }] });
    seq++;
  }
  return seq;
}

function bareSqlite(file: string): Side {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${MIGRATIONS[0]}`);
  const insert = database.prepare(
    "INSERT INTO records (position, stream, seq, at, type, v, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const { type, ...data } = RECORD;
  const text = JSON.stringify(data);
  let position = 0;
  return async (milliseconds) => {
    const end = performance.now() + milliseconds;
    let count = 0;
    for (; performance.now() < end; count += CONCURRENT) {
      database.exec("BEGIN IMMEDIATE");
      const at = systemClock.now();
      for (let stream = 0; stream < CONCURRENT; stream++) {
        insert.run(++position, stream, position, at, type, 1, text);
      }
      database.exec("COMMIT");
    }
    return perSecond(count, milliseconds);
  };
}

function bareFile(file: string): Side {
  const line = `${JSON.stringify(RECORD)}\n`;
  return async (milliseconds) => {
    const handle = openSync(file, "a");
    const end = performance.now() + milliseconds;
    let count = 0;
    for (; performance.now() < end; count++) {
      writeSync(handle, line);
      fdatasyncSync(handle);
    }
    closeSync(handle);
    return perSecond(count, milliseconds);
  };
}

function perSecond(count: number, milliseconds: number): number {
  return Math.round((count * 1000) / milliseconds);
}

function summary(rates: readonly number[]) {
  return { median: median(rates), min: Math.min(...rates), max: Math.max(...rates) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
