import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LegateError } from "../../ports/failure.ts";
import { rewriteIfSuspect } from "./recovery.ts";
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from "./schema.ts";
import { asFailure, isBusy } from "./sqlite-failure.ts";
import { syncDirectory } from "./sync-files.ts";

/** How long a process waits for another one's transaction, in milliseconds. */
const BUSY_TIMEOUT_MS = 15_000;

/** An open store file, and which file it was: another one may take its place later. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly inode: bigint | undefined;
}

/**
 * Opens the store, creating and migrating it as needed. Any number of processes may do so at once.
 *
 * Rejects with `state-dir-unusable`, `store-too-new`, `store-corrupt` or `store-unavailable`.
 */
export function openDatabase(file: string): OpenDatabase {
  createFile(file);
  try {
    for (;;) {
      rewriteIfSuspect(file);
      const inode = inodeOf(file);
      const database = openAsOurs(file);
      // The same name before and after means that this is the file which was opened.
      if (inodeOf(file) === inode) return { database, inode };
      database.close();
    }
  } catch (error) {
    throw asFailure(error, file);
  }
}

/** Which file the name leads to now. */
export function inodeOf(file: string): bigint | undefined {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
}

function openAsOurs(file: string): DatabaseSync {
  const database = connect(file);
  try {
    untilFree(() => database.exec("PRAGMA journal_mode = WAL"));
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** One more connection to a store that is open already. */
export function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Creates the file for its owner alone; SQLite gives its companions the same mode. An existing file
 * is not touched: closing any handle of it would drop the locks that this process holds on it.
 */
function createFile(file: string): void {
  const directory = dirname(file);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "wx", 0o600));
    syncDirectory(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST" && isFile(file)) return;
    const why = error instanceof Error ? error.message : String(error);
    const message = `The state directory ${directory} cannot be used (${why}); make it writable, or set LEGATE_STATE_DIR to another one.`;
    throw new LegateError("state-dir-unusable", message, { cause: error, details: { directory } });
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function migrate(database: DatabaseSync, file: string): void {
  if (versionOf(database, file) === SCHEMA_VERSION) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have done it while we waited.
    const version = versionOf(database, file);
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** The schema version of the file; 0 when it is new. Refuses what is not ours or too new. */
function versionOf(database: DatabaseSync, file: string): number {
  const id = pragma(database, "application_id");
  const version = pragma(database, "user_version");
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
  if (id === 0 && version === 0 && tables === 0) return 0;
  if (id !== APPLICATION_ID) {
    throw new LegateError(
      "store-corrupt",
      `${file} is another program's database; name another file for the store.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    const message = `The store ${file} has schema version ${version}, this Legate knows up to ${SCHEMA_VERSION}; update Legate.`;
    throw new LegateError("store-too-new", message, { details: { version, known: SCHEMA_VERSION } });
  }
  return version;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/** Switching to WAL reports a lock at once instead of waiting for it. */
function untilFree(action: () => void): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      action();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
