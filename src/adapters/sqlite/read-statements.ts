import type { DatabaseSync } from "node:sqlite";

export type ReadStatements = ReturnType<typeof readStatements>;

const RECORD = `SELECT r.position, s.worker, r.seq, r.at, r.type, r.v, r.data
  FROM records AS r JOIN streams AS s ON s.id = r.stream`;

const STREAM = `SELECT s.*, (SELECT count(*) FROM inbox AS i WHERE i.stream = s.id AND i.consumed_seq IS NULL) AS pending
  FROM streams AS s`;

const COMMAND = `SELECT s.worker, i.command, i.at, i.sender, i.body, i.consumed_seq
  FROM inbox AS i JOIN streams AS s ON s.id = i.stream`;

/** Everything readers ask the database, prepared once. A limit of -1 is no limit. */
export function readStatements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    recordsOf: prepare(
      `${RECORD} WHERE r.stream = (SELECT id FROM streams WHERE worker = ?) AND r.seq > ? ORDER BY r.seq LIMIT ?`,
    ),
    records: prepare(`${RECORD} WHERE r.position > ? ORDER BY r.position LIMIT ?`),
    head: prepare("SELECT max(position) AS head FROM records"),
    stream: prepare(`${STREAM} WHERE s.worker = ?`),
    inbox: prepare(`${COMMAND} WHERE s.worker = ? AND i.consumed_seq IS NULL ORDER BY i.id`),
    inboxCommand: prepare(`${COMMAND} WHERE s.worker = ? AND i.command = ?`),
    blob: prepare("SELECT bytes FROM blobs WHERE digest = ?"),
    dataVersion: prepare("PRAGMA data_version"),
  };
}

/** The query for a filter: its text depends on which filters are given, never on what they hold. */
export function streamsQuery(conditions: readonly string[]): string {
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  return `${STREAM}${where} ORDER BY s.id LIMIT ?`;
}
