import type { AuditTools } from "../../core/audit/verify.ts";
import type { Hasher } from "../../ports/hasher.ts";
import { readSeal } from "../../wire/read-seal.ts";
import { isSignedBy } from "./public-key.ts";

/** What it takes to verify a journal: SHA-256, Ed25519, and the form of a seal. */
export function auditTools(hasher: Hasher): AuditTools {
  return { digest: (text) => hasher.digest(text), isSignedBy, readSeal };
}
