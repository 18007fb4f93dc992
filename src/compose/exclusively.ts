import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";

const TRY_EVERY_MS = 10;
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Runs `action` while no other process runs one under the same lock file. The lock is the kernel's,
 * taken through SQLite because Node has no call for it: it goes with the process, however that ends.
 */
export async function exclusively<T>(lockFile: string, action: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    await locked(lock);
    return await action();
  } finally {
    lock.close();
  }
}

async function locked(lock: DatabaseSync): Promise<void> {
  for (let waited = 0; ; waited += TRY_EVERY_MS) {
    try {
      return lock.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      if (waited >= GIVE_UP_AFTER_MS) throw error;
      await pause(TRY_EVERY_MS);
    }
  }
}
