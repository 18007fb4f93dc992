import type { AuditEntry } from "../../core/audit/chain.ts";
import type { AuditFinding, Break } from "../../core/audit/finding.ts";
import type { AuditedJournal } from "../../core/audit/verify.ts";

/** A journal that is to be verified; `unreadable` when the store could not even read it. */
export interface FoundJournal extends AuditedJournal {
  readonly name: string;
  readonly unreadable?: Break;
}

export interface JudgedJournal extends AuditFinding {
  readonly worker: string;
  readonly name: string;
}

export const NO_ENTRIES: readonly AuditEntry[] = [];
