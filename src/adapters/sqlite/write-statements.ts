import type { DatabaseSync } from "node:sqlite";
import { HEAD_POSITION } from "./read-statements.ts";

export type WriteStatements = ReturnType<typeof writeStatements>;

/** Everything the writer says to the database, prepared once. */
export function writeStatements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    begin: prepare("BEGIN IMMEDIATE"),
    commit: prepare("COMMIT"),
    savepoint: prepare("SAVEPOINT job"),
    release: prepare("RELEASE job"),
    rollbackTo: prepare("ROLLBACK TO job"),
    dataVersion: prepare("PRAGMA data_version"),
    head: prepare(HEAD_POSITION),
    stream: prepare("SELECT id, seq, epoch, driver, status, wake_at FROM streams WHERE worker = ?"),
    workerByKey: prepare("SELECT worker FROM streams WHERE idempotency_key = ?"),
    createStream: prepare(
      `INSERT INTO streams (worker, name, parent, root, model, seq, epoch, idempotency_key, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
    ),
    record: prepare(
      "INSERT INTO records (position, stream, seq, at, type, v, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    moveStream: prepare("UPDATE streams SET seq = ?, updated_at = ? WHERE id = ?"),
    moveStreamWithView: prepare(
      "UPDATE streams SET seq = ?, updated_at = ?, view_version = ?, view_seq = ?, view = ? WHERE id = ?",
    ),
    // Each apart from the rest, because it is indexed and seldom changes.
    hold: prepare("UPDATE streams SET epoch = ?, driver = ? WHERE id = ?"),
    keepStatus: prepare("UPDATE streams SET status = ? WHERE id = ?"),
    keepWake: prepare("UPDATE streams SET wake_at = ? WHERE id = ?"),
    put: prepare("INSERT OR IGNORE INTO inbox (stream, command, at, sender, body) VALUES (?, ?, ?, ?, ?)"),
    consume: prepare(
      "UPDATE inbox SET consumed_seq = ? WHERE stream = ? AND command = ? AND consumed_seq IS NULL",
    ),
    pending: prepare("SELECT count(*) AS n FROM inbox WHERE stream = ? AND consumed_seq IS NULL"),
    blob: prepare("INSERT OR IGNORE INTO blobs (digest, bytes) VALUES (?, ?)"),
    reference: prepare("INSERT OR IGNORE INTO blob_refs (digest, position) VALUES (?, ?)"),
    loosen: prepare("INSERT OR REPLACE INTO loose_blobs (digest, at) VALUES (?, ?)"),
    children: prepare("SELECT worker FROM streams WHERE parent = ?"),
    raiseHighWater: prepare("UPDATE high_water SET position = ?"),
    removeReferences: prepare(
      "DELETE FROM blob_refs WHERE position IN (SELECT position FROM records WHERE stream = ?)",
    ),
    removeRecords: prepare("DELETE FROM records WHERE stream = ?"),
    removeInbox: prepare("DELETE FROM inbox WHERE stream = ?"),
    removeStream: prepare("DELETE FROM streams WHERE id = ?"),
    forgetLoose: prepare("DELETE FROM loose_blobs WHERE at < ?"),
    removeBlob: prepare(
      `DELETE FROM blobs WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM blob_refs WHERE digest = ?1)
         AND NOT EXISTS (SELECT 1 FROM loose_blobs WHERE digest = ?1)`,
    ),
  };
}
