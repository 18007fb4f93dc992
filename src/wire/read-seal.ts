import type { AuditEntry } from "../core/audit/chain.ts";
import type { AuditRecord } from "../core/journal/audit-record.ts";
import { readWholeRecord } from "./records.ts";

/** The seal in an entry, or nothing when it is none that this release can read. */
export function readSeal({ type, v, data }: AuditEntry): AuditRecord | undefined {
  const decoded = readWholeRecord({ type, v, data });
  return decoded.ok && decoded.record.type === "audit.sealed" ? decoded.record : undefined;
}
