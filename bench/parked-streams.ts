import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import type { Store, StreamFilter } from "../src/ports/store.ts";
import { bulkWorker, makeBulkStore } from "./bulk-store.ts";
import { spread } from "./figures.ts";

const PARKED = 10_000;
const RECORDS_EACH = 20;
const PAGE = 50;

/**
 * What ten thousand workers that wait cost a process that has their store open: its memory, each page
 * of a list of them, and what a driver asks of them before it sleeps.
 */
export async function run(): Promise<Record<string, unknown>> {
  const directory = mkdtempSync(join(process.env["LEGATE_BENCH_DIR"] ?? ".", ".bench-parked-streams-"));
  try {
    const file = join(directory, "parked.db");
    const wakeAt = "2099-01-01T00:00:00.000Z";
    const workers = Array.from({ length: PARKED }, (_, index) =>
      bulkWorker(RECORDS_EACH, { status: "waiting", ...(index % 2 === 0 ? { wakeAt } : {}) }),
    );
    await makeBulkStore(file, workers);
    await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
    return {
      parkedWorkers: PARKED,
      fileMiB: statSync(file).size / 2 ** 20,
      ...(await listed(store)),
      ...(await beforeSleep(store)),
      ...memoryOf(file),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function memoryOf(file: string): object {
  const script = fileURLToPath(new URL("./memory-of-open-store.ts", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, ["--expose-gc", script, file], { encoding: "utf8" }));
}

/** Every page of the whole list, in both orders, alone and by status. */
async function listed(store: Store) {
  const pagesMs: number[] = [];
  for (const order of ["newest", "oldest"] as const) {
    for (const filter of [{ order }, { order, statuses: ["waiting", "running"] }] satisfies StreamFilter[]) {
      pagesMs.push(...(await walk(store, filter)));
    }
  }
  return { listPageMs: spread(pagesMs), pages: pagesMs.length };
}

async function walk(store: Store, filter: StreamFilter): Promise<readonly number[]> {
  const tookMs: number[] = [];
  let [page, seen] = [await store.streams({ ...filter, limit: PAGE }), 0];
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    seen += page.length;
    const start = performance.now();
    page = await store.streams({ ...filter, limit: PAGE, after: last.worker });
    tookMs.push(performance.now() - start);
  }
  if (seen !== PARKED) throw new Error(`the pages held ${seen} of ${PARKED} workers`);
  return tookMs;
}

async function beforeSleep(store: Store) {
  return {
    nextWakeMs: await timed(() => store.nextWake()),
    dueMs: await timed(() => store.streams({ dueBefore: systemClock.now(), free: true, withView: false })),
    adoptableMs: await timed(() =>
      store.streams({ statuses: ["queued", "running"], free: true, withView: false }),
    ),
    pendingInboxMs: await timed(() => store.streams({ pendingInbox: true })),
    allHeadsMs: await timed(() => store.streams({ statuses: ["waiting"], withView: false })),
  };
}

/** The median of a few. */
async function timed(read: () => Promise<unknown>): Promise<number> {
  const tookMs: number[] = [];
  for (let i = 0; i < 11; i++) {
    const start = performance.now();
    await read();
    tookMs.push(performance.now() - start);
  }
  return spread(tookMs).median;
}
