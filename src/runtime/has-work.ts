import { isResting } from "../core/worker/status.ts";
import type { StreamHead } from "../ports/store.ts";

/**
 * Whether there may be something to do for a worker: it is not at rest, its holder may have died over it, it
 * was written to, or its time came.
 */
export function hasWork({ driver, view, pendingInbox, wakeAt }: StreamHead, now: string): boolean {
  if (driver !== undefined || pendingInbox > 0 || view === undefined || !isResting(view.status)) return true;
  return wakeAt !== undefined && wakeAt <= now;
}

/** At rest, until a child reports or its time comes. */
export function goesOnByItself({ view, wakeAt }: StreamHead): boolean {
  return wakeAt !== undefined || view?.body["waitingOn"] === "child";
}
