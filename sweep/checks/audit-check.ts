import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { auditTools } from "../../src/adapters/signing/audit-tools.ts";
import { verifyAudit } from "../../src/core/audit/verify.ts";
import type { WorkerId } from "../../src/core/ids.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { auditEntryOf } from "../../src/wire/audit-entry.ts";

const TOOLS = auditTools(sha256Hasher);

/** Whatever died on the way: every journal is as it was sealed, and whoever rests is. */
export function auditProblems(worker: WorkerId, records: readonly StoredRecord[]): readonly string[] {
  const { broken } = verifyAudit({ worker, entries: records.map(auditEntryOf), complete: true }, TOOLS);
  return broken === undefined
    ? []
    : [`its audit is broken at record ${broken.seq}: ${broken.kind}: ${broken.why}`];
}
