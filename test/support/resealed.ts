import { generateKeyPairSync } from "node:crypto";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createAuditor } from "../../src/adapters/signing/auditor.ts";
import { auditedWith, NOTHING_AUDITED } from "../../src/core/audit/audit-state.ts";
import type { WorkerId } from "../../src/core/ids.ts";
import type { AuditRecord } from "../../src/core/journal/audit-record.ts";
import type { ExportedRecord } from "../../src/ports/worker-export.ts";

/** Somebody who can write a journal, and has a key of their own to seal it with. */
const MALLORY = createAuditor(generateKeyPairSync("ed25519").privateKey, sha256Hasher);

/** Takes the place of a seal that is to be made. */
export const A_SEAL: AuditRecord = {
  type: "audit.sealed",
  place: 0,
  previous: null,
  links: [],
  key: "",
  signature: "",
};

/** The journal with every seal of it made anew, so that it agrees with itself whatever was changed. */
export function resealed<R extends ExportedRecord>(worker: WorkerId, journal: readonly R[]): R[] {
  let state = NOTHING_AUDITED;
  return journal.map((stored) => {
    const { seq, at, record } = stored;
    const isSeal = record.type === "audit.sealed";
    const again = isSeal ? { ...stored, record: MALLORY.seal({ worker, at, place: seq }, state) } : stored;
    state = auditedWith(state, { ...again, position: 0, worker });
    return again;
  });
}
