import type { AuditState } from "../core/audit/audit-state.ts";
import type { SealPlace } from "../core/audit/chain.ts";
import type { AuditRecord } from "../core/journal/audit-record.ts";

/** Vouches for what a worker's journal says, with a key that only the runtime has. */
export interface Auditor {
  /** The seal over everything audited since the last one, which must not be nothing. Takes well below a millisecond. */
  seal(at: SealPlace & { readonly place: number }, state: AuditState): AuditRecord;
}
