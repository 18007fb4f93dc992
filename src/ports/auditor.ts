import type { AuditedRecord, AuditState } from "../core/audit/audit-state.ts";
import type { SealPlace } from "../core/audit/chain.ts";
import type { AuditFinding } from "../core/audit/finding.ts";
import type { WorkerId } from "../core/ids.ts";
import type { AuditRecord } from "../core/journal/audit-record.ts";

/** Vouches for what a worker's journal says, with a key that only the runtime has. */
export interface Auditor {
  /** The seal over everything audited since the last one, which must not be nothing. Takes well below a millisecond. */
  seal(at: SealPlace & { readonly place: number }, state: AuditState): AuditRecord;
  /**
   * Compares a whole journal, whoever sealed it, with its seals; with `keys`, only those may have signed. Takes
   * time in proportion to the journal.
   */
  verify(journal: SealedJournal, keys?: readonly string[]): AuditFinding;
}

/** A journal from its first record on. */
export interface SealedJournal {
  readonly worker: WorkerId;
  readonly records: readonly AuditedRecord[];
}
