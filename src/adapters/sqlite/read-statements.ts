import type { DatabaseSync } from "node:sqlite";
import { STREAM } from "./streams-query.ts";

export type ReadStatements = ReturnType<typeof readStatements>;

const RECORD = `SELECT r.position, s.worker, r.seq, r.at, r.type, r.v, r.data
  FROM records AS r JOIN streams AS s ON s.id = r.stream`;

const COMMAND = `SELECT s.worker, i.command, i.at, i.sender, i.body, i.consumed_seq
  FROM inbox AS i JOIN streams AS s ON s.id = i.stream`;

/** The greatest position that was ever given. */
export const HEAD_POSITION =
  "SELECT max(position, (SELECT ifnull(max(position), 0) FROM records)) AS head FROM high_water";

/** Everything readers ask the database, prepared once. A limit of -1 is no limit. */
export function readStatements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    recordsOf: prepare(
      `${RECORD} WHERE r.stream = (SELECT id FROM streams WHERE worker = ?) AND r.seq > ? ORDER BY r.seq LIMIT ?`,
    ),
    records: prepare(`${RECORD} WHERE r.position > ? ORDER BY r.position LIMIT ?`),
    head: prepare(HEAD_POSITION),
    stream: prepare(`${STREAM} WHERE s.worker = ?`),
    birth: prepare("SELECT id FROM streams WHERE worker = ?"),
    nextWake: prepare("SELECT min(wake_at) AS at FROM streams WHERE wake_at > ?"),
    inbox: prepare(`${COMMAND} WHERE s.worker = ? AND i.consumed_seq IS NULL ORDER BY i.id`),
    inboxCommand: prepare(`${COMMAND} WHERE s.worker = ? AND i.command = ?`),
    blob: prepare("SELECT bytes FROM blobs WHERE digest = ?"),
    knownBlobs: prepare(
      `SELECT digest, EXISTS (SELECT 1 FROM blob_refs AS r WHERE r.digest = b.digest)
         OR EXISTS (SELECT 1 FROM loose_blobs AS l WHERE l.digest = b.digest AND l.at >= ?) AS spared
       FROM blobs AS b WHERE digest > ? ORDER BY digest LIMIT ?`,
    ),
    dataVersion: prepare("PRAGMA data_version"),
  };
}
