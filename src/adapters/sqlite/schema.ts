/** "LEGT": says that a SQLite file is ours. */
export const APPLICATION_ID = 0x4c454754;

/**
 * The table `records` grows at its end only: its key is the position, and the one index beside it
 * holds two small integers. A clustered text key costs four times as much per append.
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

/**
 * What a driver asks for by label, by time and by whether somebody holds it. A stream that is its own
 * root has none here. The view comes last, because it may be long: SQLite reaches the columns behind
 * a long one page by page.
 */
const SCHEDULING = `
CREATE TABLE streams_with_labels (
  id INTEGER PRIMARY KEY,
  worker TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent TEXT,
  root TEXT,
  model TEXT,
  seq INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  driver TEXT,
  status TEXT,
  wake_at TEXT,
  idempotency_key TEXT UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  view_version INTEGER,
  view_seq INTEGER,
  view TEXT
) STRICT;

WITH RECURSIVE descent (worker, root) AS (
  SELECT worker, worker FROM streams WHERE parent IS NULL
  UNION ALL
  SELECT s.worker, d.root FROM streams AS s JOIN descent AS d ON s.parent = d.worker
)
INSERT INTO streams_with_labels (id, worker, name, parent, root, seq, epoch, driver, status,
  idempotency_key, created_at, updated_at, view_version, view_seq, view)
SELECT id, s.worker, name, parent, nullif(d.root, s.worker), seq, epoch, driver, status,
  idempotency_key, created_at, updated_at, view_version, view_seq, view
FROM streams AS s LEFT JOIN descent AS d ON d.worker = s.worker;

DROP TABLE streams;
ALTER TABLE streams_with_labels RENAME TO streams;
CREATE INDEX streams_by_status ON streams (status);
CREATE INDEX streams_free ON streams (status) WHERE driver IS NULL;
CREATE INDEX streams_held ON streams (driver) WHERE driver IS NOT NULL;
CREATE INDEX streams_by_name ON streams (name);
CREATE INDEX streams_by_parent ON streams (parent) WHERE parent IS NOT NULL;
CREATE INDEX streams_by_root ON streams (root) WHERE root IS NOT NULL;
CREATE INDEX streams_by_wake ON streams (wake_at) WHERE wake_at IS NOT NULL;
`;

/**
 * `high_water` has one row: positions up to it were given, also those whose records were discarded.
 * `loose_blobs` says when content was put, last, by a commit without a record that needs it.
 */
const RETENTION = `
CREATE TABLE high_water (position INTEGER NOT NULL) STRICT;
INSERT INTO high_water VALUES (0);
CREATE INDEX blob_refs_by_position ON blob_refs (position);
CREATE TABLE loose_blobs (
  digest TEXT PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** Step n leads from schema version n to n + 1. Released steps never change. */
export const MIGRATIONS: readonly string[] = [FIRST, SCHEDULING + RETENTION];

export const SCHEMA_VERSION = MIGRATIONS.length;
