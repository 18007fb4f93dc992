import { type KeyObject, sign } from "node:crypto";
import { itemsOf } from "../../core/append-only.ts";
import { linksAfter, sealText } from "../../core/audit/chain.ts";
import { verifyAudit } from "../../core/audit/verify.ts";
import type { Auditor } from "../../ports/auditor.ts";
import type { Hasher } from "../../ports/hasher.ts";
import { auditEntryOf } from "../../wire/audit-entry.ts";
import { auditTools } from "./audit-tools.ts";
import { publicKeyText } from "./public-key.ts";

/** Seals with an Ed25519 private key, and verifies seals of any. */
export function createAuditor(privateKey: KeyObject, hasher: Hasher): Auditor {
  const key = publicKeyText(privateKey);
  return {
    seal({ place, ...where }, { head = null, open }) {
      const links = linksAfter(head, itemsOf(open).map(auditEntryOf), (text) => hasher.digest(text));
      const signed = { place, previous: head, links };
      const signature = sign(null, Buffer.from(sealText(where, signed)), privateKey).toString("base64url");
      return { type: "audit.sealed", ...signed, key, signature };
    },
    verify: ({ worker, records }, keys) =>
      verifyAudit(
        { worker, entries: records.map(auditEntryOf), complete: true },
        auditTools(hasher),
        keys === undefined ? {} : { keys },
      ),
  };
}
