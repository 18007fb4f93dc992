import { type KeyObject, sign } from "node:crypto";
import { itemsOf } from "../../core/append-only.ts";
import { linksAfter, sealText } from "../../core/audit/chain.ts";
import { handoversBetween } from "../../core/audit/handover.ts";
import { verifyAudit } from "../../core/audit/verify.ts";
import type { Handover } from "../../core/journal/audit-record.ts";
import type { Auditor } from "../../ports/auditor.ts";
import type { Hasher } from "../../ports/hasher.ts";
import { auditEntryOf } from "../../wire/audit-entry.ts";
import { auditTools } from "./audit-tools.ts";
import { publicKeyText } from "./public-key.ts";

/** Seals with an Ed25519 private key, and verifies seals of any. `handovers` are those that led to that key. */
export function createAuditor(
  privateKey: KeyObject,
  hasher: Hasher,
  handovers: readonly Handover[] = [],
): Auditor {
  const key = publicKeyText(privateKey);
  return {
    seal({ place, ...where }, { head = null, key: last = key, open }) {
      const links = linksAfter(head, itemsOf(open).map(auditEntryOf), (text) => hasher.digest(text));
      const signed = { place, previous: head, links };
      const signature = sign(null, Buffer.from(sealText(where, signed)), privateKey).toString("base64url");
      const way = handoversBetween(last, key, handovers) ?? [];
      const seal = { type: "audit.sealed", ...signed, key, signature } as const;
      return way.length === 0 ? seal : { ...seal, handovers: way };
    },
    verify: ({ worker, records }, keys) =>
      verifyAudit(
        { worker, entries: records.map(auditEntryOf), complete: true },
        auditTools(hasher),
        keys === undefined ? {} : { keys },
      ),
  };
}
