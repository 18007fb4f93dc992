import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { LegateError } from "../../ports/failure.ts";

/**
 * One holder at a time for the thing that `path` stands for, over all processes on this machine.
 *
 * K1. The lock is an exclusive SQLite transaction on an empty file: the kernel releases it when the
 *     holder dies, however it dies. There is no stale lock to detect and none to steal.
 * K2. Within the process callers queue first, so at most one of them polls the file.
 * K3. The file is never deleted: a waiter might hold on to a file that nobody else sees.
 */
export async function withLock<Value>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const before = queues.get(path) ?? Promise.resolve();
  const turn = before.then(() => holding(path, signal, work));
  const settled = turn.then(
    () => {},
    () => {},
  );
  queues.set(path, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

const queues = new Map<string, Promise<void>>();
const SQLITE_BUSY = 5;

async function holding<Value>(
  path: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const file = new DatabaseSync(path);
  try {
    file.exec("PRAGMA busy_timeout = 0");
    while (!tryToHold(file)) {
      throwIfAborted(signal, path);
      await delay(5 + Math.random() * 10);
    }
    throwIfAborted(signal, path);
    return await work();
  } finally {
    file.close();
  }
}

function tryToHold(file: DatabaseSync): boolean {
  try {
    file.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}

function throwIfAborted(signal: AbortSignal | undefined, path: string): void {
  if (signal?.aborted === true)
    throw new LegateError("aborted", `Stopped on request while waiting for ${path}.`);
}
