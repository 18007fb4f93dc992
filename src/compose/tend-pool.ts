import { setTimeout as pause } from "node:timers/promises";
import type { WorkspacePool } from "../ports/workspace-pool.ts";

/**
 * Looks after the pool of checkouts until it is disposed: soon after one was taken, and now and then in
 * case a branch has moved on. What is under way at the end is broken off and leaves nothing.
 */
export function tendPool(pool: WorkspacePool, report: (error: unknown) => void): AsyncDisposable {
  const over = new AbortController();
  const done = tendUntil(pool, over.signal, report);
  return {
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await done;
    },
  };
}

const LOOK_EVERY_MS = 2_000;
const FOLLOW_EVERY_MS = 60_000;

async function tendUntil(
  pool: WorkspacePool,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  for (let sinceFollowed = 0; !signal.aborted; sinceFollowed += LOOK_EVERY_MS) {
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const follow = sinceFollowed >= FOLLOW_EVERY_MS;
    if (follow) sinceFollowed = 0;
    try {
      await pool.tend({ follow, signal });
    } catch (error) {
      if (signal.aborted) return;
      report(error);
      await pause(FOLLOW_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
