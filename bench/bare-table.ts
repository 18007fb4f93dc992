import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../src/adapters/node/clock.ts";
import { MIGRATIONS } from "../src/adapters/sqlite/schema.ts";
import type { WorkerRecord } from "../src/core/journal/record.ts";

/**
 * The floor under our store: the record as one row of the same table, in bare SQLite that syncs as
 * we do. The result inserts so many rows in one transaction, each of another stream.
 */
export function bareTable(file: string, record: WorkerRecord): (rows: number) => void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${MIGRATIONS.join(";")}`);
  const insert = database.prepare(
    "INSERT INTO records (position, stream, seq, at, type, v, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const { type, ...data } = record;
  const text = JSON.stringify(data);
  let position = 0;
  return (rows) => {
    database.exec("BEGIN IMMEDIATE");
    const at = systemClock.now();
    for (let stream = 0; stream < rows; stream++) insert.run(++position, stream, position, at, type, 1, text);
    database.exec("COMMIT");
  };
}
