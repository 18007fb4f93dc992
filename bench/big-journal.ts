import { mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import type { Store } from "../src/ports/store.ts";
import { type BulkWorker, bulkWorker, makeBulkStore } from "./bulk-store.ts";
import { spread } from "./figures.ts";

const WORKERS = 10_000;
const RECORDS = 1_000_000;
const ROUNDS = 15;
const LENGTHS = [10, 100, 1000] as const;

type Reading = (store: Store) => Promise<string | readonly unknown[]>;

/**
 * What a journal of a million records costs whoever opens it: opening, loading workers of several
 * lengths, and what drivers and listings ask. The same workers are loaded from a store that holds
 * nothing else: what they cost must come from their own records, not from those of others.
 */
export async function run(): Promise<Record<string, unknown>> {
  const directory = mkdtempSync(join(process.env["LEGATE_BENCH_DIR"] ?? ".", ".bench-big-journal-"));
  try {
    const measured = LENGTHS.map((length) => bulkWorker(length));
    const others = otherWorkers(WORKERS - measured.length, RECORDS - sumOf(measured));
    const [big, alone] = [join(directory, "big.db"), join(directory, "alone.db")];
    process.stderr.write("big-journal: making the store\n");
    await makeBulkStore(big, spreadInto(others, measured));
    await makeBulkStore(alone, measured);
    process.stderr.write("big-journal: reading it\n");
    return {
      journalRecords: RECORDS,
      workers: WORKERS,
      fileMiB: Math.round(statSync(big).size / 2 ** 20),
      ...(await figuresOf(big, alone, measured)),
      ...(await retention(big, others)),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function figuresOf(big: string, alone: string, measured: readonly BulkWorker[]) {
  const loads = Object.fromEntries(
    measured.map(({ id, records }) => [String(records), (store: Store) => store.readWorker(id)]),
  );
  const [inBig, inAlone] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (let round = 0; round <= ROUNDS; round++) {
    if (round === 1) for (const times of [inBig, inAlone]) times.clear(); // the first round warms up
    await readOnce(big, { ...loads, ...ASKED }, inBig);
    await readOnce(alone, loads, inAlone);
  }
  const times = (name: string) => spread(inBig.get(name) ?? []);
  const byLength = (value: (name: string) => number) =>
    Object.fromEntries(LENGTHS.map((length) => [length, value(String(length))]));
  return {
    openMs: times("open"),
    loadMs: byLength((name) => times(name).median),
    loadOverAlone: byLength((name) => times(name).median / spread(inAlone.get(name) ?? []).median),
    ...Object.fromEntries(Object.keys(ASKED).map((name) => [name, times(name).median])),
  };
}

/** What listings and drivers ask; all of it again and again. */
const ASKED: Readonly<Record<string, Reading>> = {
  listPageMs: (store) => store.streams({ order: "newest", limit: 50 }),
  deepPageMs: async (store) => {
    const [middle] = await store.streams({ name: `worker ${WORKERS / 2}` });
    return store.streams({ limit: 50, ...(middle === undefined ? {} : { after: middle.worker }) });
  },
  nextWakeMs: async (store) => (await store.nextWake()) ?? "",
  dueMs: (store) => store.streams({ dueBefore: systemClock.now(), free: true, withView: false }),
  pendingInboxMs: (store) => store.streams({ pendingInbox: true }),
  adoptableMs: (store) => store.streams({ statuses: ["queued", "running"], free: true, withView: false }),
};

/** Opens the store and reads each thing once: nothing is warm but the disk's cache. */
async function readOnce(
  file: string,
  readings: Readonly<Record<string, Reading>>,
  times: Map<string, number[]>,
): Promise<void> {
  const took = (name: string, since: number) =>
    times.set(name, [...(times.get(name) ?? []), performance.now() - since]);
  const start = performance.now();
  await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  await store.head();
  took("open", start);
  for (const [name, read] of Object.entries(readings)) {
    const before = performance.now();
    const found = await read(store);
    took(name, before);
    if (found.length === 0) throw new Error(`${name} found nothing to measure`);
  }
}

/** Discards a hundred workers in one transaction, and looks for content that nobody needs then. */
async function retention(file: string, others: readonly BulkWorker[]) {
  await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  await store.commit({}); // starts the writer
  const old = others.filter(({ status, pending }) => status === "completed" && pending === undefined);
  const start = performance.now();
  await store.discard(old.slice(0, 100).map(({ id, records }) => ({ worker: id, seq: records })));
  return { discard100WorkersMs: performance.now() - start };
}

/** Mostly completed ones; some wait for a time, some are held, some are there to be taken. */
function otherWorkers(count: number, records: number): BulkWorker[] {
  const share = Math.floor(records / count);
  return Array.from({ length: count }, (_, index) =>
    bulkWorker(index < records - share * count ? share + 1 : share, CONDITIONS[index % 500]),
  );
}

const CONDITIONS: readonly Partial<BulkWorker>[] = [
  { status: "queued" },
  { status: "running", held: true },
  { status: "running" },
  { status: "waiting", wakeAt: "2026-01-01T00:00:00.000Z" },
  { status: "waiting", wakeAt: "2099-01-01T00:00:00.000Z" },
  { pending: 1 },
];

function spreadInto(others: readonly BulkWorker[], measured: readonly BulkWorker[]): readonly BulkWorker[] {
  const middle = Math.floor(others.length / 2);
  return [...others.slice(0, middle), ...measured, ...others.slice(middle)];
}

function sumOf(workers: readonly BulkWorker[]): number {
  return workers.reduce((sum, { records }) => sum + records, 0);
}
