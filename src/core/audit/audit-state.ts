import { type AppendOnly, added, EMPTY } from "../append-only.ts";
import type { StoredRecord } from "../journal/record.ts";
import { isAudited } from "./audited.ts";

/** How far the chain of a worker is sealed. */
export interface AuditState {
  /** The head of the last seal; absent before the first. */
  readonly head?: string;
  /** The key that made it. */
  readonly key?: string;
  /** Audited since, oldest first; few, since many are a reason for a seal. */
  readonly open: AppendOnly<AuditedRecord>;
}

export type AuditedRecord = Omit<StoredRecord, "position" | "worker">;

export const NOTHING_AUDITED: AuditState = { open: EMPTY };

/** The state after one more record. */
export function auditedWith(state: AuditState, stored: StoredRecord): AuditState {
  const { position: _, worker: __, ...audited } = stored;
  const { record } = audited;
  if (record.type !== "audit.sealed")
    return isAudited(record.type) ? { ...state, open: added(state.open, audited) } : state;
  const head = record.links.at(-1)?.digest ?? record.previous;
  return { ...NOTHING_AUDITED, key: record.key, ...(head === null ? {} : { head }) };
}
