import type { RecordType, WorkerRecord } from "../journal/record.ts";
import type { AuditState } from "./audit-state.ts";

/** So many audited records get a seal even when nothing else calls for one: it stays short, and the tail too. */
const MOST_OPEN = 200;

/**
 * Whether a commit of these records is sealed: at each rest, when a person answered, and when what the worker
 * may do has changed. `state` is the one after them.
 */
export function isMomentToSeal(records: readonly WorkerRecord[], state: AuditState): boolean {
  if (state.open.length === 0) return false;
  return state.open.length >= MOST_OPEN || records.some(({ type }) => SEALED.has(type));
}

const SEALED: ReadonlySet<RecordType> = new Set([
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
