import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { driverId, type WorkerId, workerId } from "../src/core/ids.ts";
import type { StatusName } from "../src/core/worker/status.ts";

export interface BulkWorker {
  readonly id: WorkerId;
  readonly records: number;
  readonly status: StatusName;
  readonly held?: boolean;
  readonly wakeAt?: string;
  /** Commands that nobody answered yet; each worker has two that somebody did. */
  readonly pending?: number;
}

const RECORD = JSON.stringify({
  cycle: 1,
  input: "Look why the retries of the client never end. ".repeat(7),
});
const VIEW = JSON.stringify({ task: "Look why the retries never end. ".repeat(12), result: null, turns: 7 });
const PER_TRANSACTION = 100_000;

/**
 * Makes a store that holds these workers, a record of about 350 bytes after the other, mixed over the
 * whole journal as if all had worked at the same time. Straight into the tables and without syncs:
 * through the port a million records would take minutes.
 */
export async function makeBulkStore(file: string, workers: readonly BulkWorker[]): Promise<void> {
  const store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  await store[Symbol.asyncDispose]();
  const database = new DatabaseSync(file);
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN");
  insertStreams(database, workers);
  insertRecords(database, workers);
  database.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

function insertStreams(database: DatabaseSync, workers: readonly BulkWorker[]): void {
  const stream = database.prepare(
    `INSERT INTO streams (id, worker, name, seq, epoch, driver, status, wake_at, created_at, updated_at, view_version, view_seq, view)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, 1, ?, ?)`,
  );
  const command = database.prepare(
    "INSERT INTO inbox (stream, command, at, sender, body, consumed_seq) VALUES (?, ?, ?, 'operator:bench', '{}', ?)",
  );
  const driver = driverId(systemClock.uuid());
  const at = systemClock.now();
  for (const [index, { id, records, status, held, wakeAt, pending = 0 }] of workers.entries()) {
    const holder = held ? driver : null;
    stream.run(
      index + 1,
      id,
      `worker ${index}`,
      records,
      holder,
      status,
      wakeAt ?? null,
      at,
      at,
      records,
      VIEW,
    );
    for (let n = 0; n < 2 + pending; n++) command.run(index + 1, `command ${n}`, at, n < 2 ? records : null);
  }
}

/** The k-th of a worker's n records lies at about k/n of the journal. */
function insertRecords(database: DatabaseSync, workers: readonly BulkWorker[]): void {
  const insert = database.prepare(
    "INSERT INTO records (stream, seq, at, type, v, data) VALUES (?, ?, ?, 'cycle.started', 1, ?)",
  );
  const rounds = Math.max(...workers.map(({ records }) => records));
  const at = systemClock.now();
  let written = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { records }] of workers.entries()) {
      const due = Math.floor((round * records) / rounds);
      if (due === Math.floor(((round - 1) * records) / rounds)) continue;
      insert.run(index + 1, due, at, RECORD);
      if (++written % PER_TRANSACTION === 0) database.exec("COMMIT; BEGIN");
    }
  }
}

export function bulkWorker(records: number, more: Partial<BulkWorker> = {}): BulkWorker {
  return { id: workerId(systemClock.uuid()), records, status: "completed", ...more };
}
