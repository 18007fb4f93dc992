import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { syncDirectory, syncFile } from "./sync-files.ts";

// After a failed sync the kernel may hold pages as clean that the disk never got: reading shows them,
// a power cut loses them. So the store is marked as suspect, and whoever opens it next writes all of
// it into new files and syncs those before anything is acknowledged again.
//
// R1. While the mark is there, nobody acknowledges anything: writers look for it in each transaction.
// R2. Only the holder of the gate rewrites, and it holds the write lock of the old file meanwhile.
// R3. The rewritten file is whole before it gets its second name; from then on it is the truth, and a
//     rewriting that was cut short goes on from there.
// R4. A process that still has the old file open sees that the name leads elsewhere (`inode`), and stops.

const markOf = (file: string) => `${file}-suspect`;
const gateOf = (file: string) => `${file}-gate`;
const draftOf = (file: string) => `${file}-draft`;
const rewrittenOf = (file: string) => `${file}-rewritten`;

export function isSuspect(file: string): boolean {
  return existsSync(markOf(file));
}

/** Says that the disk failed under this store. Best effort: the disk that failed must take it. */
export function markSuspect(file: string): void {
  const handle = openSync(markOf(file), "a", 0o600);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncDirectory(dirname(file));
}

/** Rewrites a suspect store; for any other this is one look at the directory. */
export function rewriteIfSuspect(file: string): void {
  if (!isSuspect(file)) return;
  // A database of its own as the lock: the kernel releases it when its holder dies.
  closeSync(openSync(gateOf(file), "a", 0o600));
  const gate = new DatabaseSync(gateOf(file), { timeout: 60_000 });
  try {
    gate.exec("BEGIN EXCLUSIVE");
    if (isSuspect(file)) rewrite(file);
    gate.exec("ROLLBACK");
  } finally {
    gate.close();
  }
}

function rewrite(file: string): void {
  if (!existsSync(rewrittenOf(file))) copyAll(file);
  const directory = dirname(file);
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
  syncDirectory(directory);
  renameSync(rewrittenOf(file), file);
  syncDirectory(directory);
  rmSync(markOf(file));
  syncDirectory(directory);
}

function copyAll(file: string): void {
  const draft = draftOf(file);
  rmSync(draft, { force: true });
  closeSync(openSync(draft, "wx", 0o600));
  const lock = new DatabaseSync(file, { timeout: 60_000 });
  const source = new DatabaseSync(file, { timeout: 60_000 });
  try {
    lock.exec("BEGIN IMMEDIATE");
    source.prepare("VACUUM INTO ?").run(draft);
    syncFile(draft);
    renameSync(draft, rewrittenOf(file));
    syncDirectory(dirname(file));
  } finally {
    source.close();
    lock.close();
  }
}
