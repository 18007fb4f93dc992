import { createPrivateKey } from "node:crypto";
import type { Auditor } from "../../ports/auditor.ts";
import type { Hasher } from "../../ports/hasher.ts";
import { createAuditor } from "./auditor.ts";

/** Seals with a key that everybody knows and that is the same each time: for simulations, benchmarks and tests. */
export function createKnownKeyAuditor(hasher: Hasher): Auditor {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 7)]);
  return createAuditor(createPrivateKey({ key: der, format: "der", type: "pkcs8" }), hasher);
}
