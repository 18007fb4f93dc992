/** "LEGT": says that a SQLite file is ours. */
export const APPLICATION_ID = 0x4c454754;

/**
 * The table `records` grows at its end only: its key is the position, and the one index beside it
 * holds two small integers. A clustered text key costs four times as much per append.
 * Nothing is ever deleted from it, so the greatest position plus one was never used before.
 */
const FIRST = `
CREATE TABLE records (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  v INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_by_seq ON records (stream, seq);

CREATE TABLE streams (
  id INTEGER PRIMARY KEY,
  worker TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent TEXT,
  seq INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  driver TEXT,
  status TEXT,
  view_version INTEGER,
  view_seq INTEGER,
  view TEXT,
  idempotency_key TEXT UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX streams_by_status ON streams (status);
CREATE INDEX streams_by_name ON streams (name);
CREATE INDEX streams_by_parent ON streams (parent) WHERE parent IS NOT NULL;

CREATE TABLE inbox (
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  command TEXT NOT NULL,
  at TEXT NOT NULL,
  sender TEXT NOT NULL,
  body TEXT NOT NULL,
  consumed_seq INTEGER
) STRICT;
CREATE UNIQUE INDEX inbox_by_command ON inbox (stream, command);
CREATE INDEX inbox_pending ON inbox (stream) WHERE consumed_seq IS NULL;

CREATE TABLE blobs (
  digest TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE blob_refs (
  digest TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (digest, position)
) STRICT, WITHOUT ROWID;
`;

/** Step n leads from schema version n to n + 1. Released steps never change. */
export const MIGRATIONS: readonly string[] = [FIRST];

export const SCHEMA_VERSION = MIGRATIONS.length;
