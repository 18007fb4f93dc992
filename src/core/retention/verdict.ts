import type { WorkerId } from "../ids.ts";
import { isSettled, type StatusName } from "../worker/status.ts";

/** Why a worker is not removed; `files` and `unreadable` say more in words. */
export const STAYS_BECAUSE = [
  "active",
  "held",
  "inbox",
  "status",
  "recent",
  "parent",
  "child",
  "unlanded",
  "files",
  "changed",
  "unreadable",
  "stopped",
] as const;
export type StaysBecause = (typeof STAYS_BECAUSE)[number];

/** What can be seen of a worker without reading its journal. */
export interface SeenWorker {
  readonly worker: WorkerId;
  readonly parent?: WorkerId;
  readonly status: StatusName;
  readonly finishedAt: string | null;
  readonly isHeld: boolean;
  readonly pendingInbox: number;
}

export interface Retention {
  /** The statuses that may go. */
  readonly statuses: readonly StatusName[];
  /** Those that finished before this (ISO 8601 UTC) may go. */
  readonly finishedBefore: string;
}

/**
 * Why a worker stays, as far as that can be said without its journal and its files. Its parent must be
 * over, since it may still be told to go on by it; `staying`: its children that stay.
 */
export function whyItStays(
  seen: SeenWorker,
  parent: SeenWorker | undefined,
  staying: number,
  { statuses, finishedBefore }: Retention,
): StaysBecause | undefined {
  if (!isSettled(seen.status)) return "active";
  if (seen.isHeld) return "held";
  if (seen.pendingInbox > 0) return "inbox";
  if (!statuses.includes(seen.status)) return "status";
  if (seen.finishedAt === null || seen.finishedAt >= finishedBefore) return "recent";
  if (parent !== undefined && !isSettled(parent.status)) return "parent";
  return staying > 0 ? "child" : undefined;
}
