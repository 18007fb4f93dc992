import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { Legate } from "../runtime/legate.ts";
import type { Output } from "./output.ts";
import { showState } from "./show-state.ts";

const LOOK_EVERY_MS = 2_000;
/** Of more, the first so many are looked below. */
const MOST = 50;

/**
 * While workers are waited for: tells once, as progress, of each worker below them that needs a person, since
 * the ones above it wait as long. Disposed, it looks no more.
 */
export function tellWhoAsks(
  legate: Pick<Legate, "list">,
  waitedFor: readonly string[],
  output: Pick<Output, "progress" | "progressStyle">,
  everyMs = LOOK_EVERY_MS,
): AsyncDisposable {
  const over = new AbortController();
  const told = new Set<string>(waitedFor);
  const looking = (async () => {
    while (!over.signal.aborted) {
      await sleep(everyMs, undefined, { signal: over.signal, ref: false });
      for (const id of waitedFor.slice(0, MOST))
        for (const worker of (await legate.list({ under: id, statuses: ["waiting"] })).filter(needsPerson)) {
          if (!told.has(worker.id)) output.progress([showState(worker, output.progressStyle)]);
          told.add(worker.id);
        }
    }
  })().catch(() => undefined); // a help for people, and no reason for the wait to fail
  return {
    [Symbol.asyncDispose]: () => {
      over.abort();
      return looking;
    },
  };
}

/** Out of budget or at a limit it may be helped from above; where it is not, nobody else will. */
function needsPerson({ waitingOn }: WorkerSummary): boolean {
  return waitingOn !== null && ["approval", "input", "budget", "limit"].includes(waitingOn);
}
