import type { RecordType, WorkerRecord } from "../journal/record.ts";
import type { AuditState } from "./audit-state.ts";

/** So many audited records get a seal even when nothing else calls for one: it stays short, and the tail too. */
const MOST_OPEN = 200;

/**
 * Whether a commit of these records is sealed: at each rest, when a person answered, when what the worker
 * may do has changed, and where another life goes on. `state` is the one after them.
 */
export function isMomentToSeal(records: readonly WorkerRecord[], state: AuditState): boolean {
  if (state.open.length === 0) return false;
  return state.open.length >= MOST_OPEN || records.some(({ type }) => isSealedAtOnce(type));
}

/** Whether a record of this type never lies in a journal without a seal behind it. */
export function isSealedAtOnce(type: string): boolean {
  return SEALED.has(type);
}

const SEALED: ReadonlySet<string> = new Set<RecordType>([
  "worker.forked",
  "worker.imported",
  "worker.waiting",
  "worker.completed",
  "worker.failed",
  "worker.cancelled",
  "worker.interrupted",
  "worker.dropped",
  "driver.released",
  "approval.answered",
  "authority.narrowed",
  "budget.raised",
]);
