import type { AuditedRecord } from "../core/audit/audit-state.ts";
import type { AuditEntry } from "../core/audit/chain.ts";
import type { JsonObject } from "../core/json.ts";
import { currentVersion } from "./upcast.ts";

/** A record of a journal as it was written: that of an older version with the words of that version. */
export function auditEntryOf({ seq, at, record, original }: AuditedRecord): AuditEntry {
  const { type, ...data } = record;
  if (original !== undefined) return { seq, at, type, ...original };
  return { seq, at, type, v: currentVersion(type), data: data as JsonObject };
}
