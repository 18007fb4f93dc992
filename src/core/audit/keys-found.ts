import { isJsonObject } from "../json.ts";
import type { AuditEntry } from "./chain.ts";

/**
 * The public keys that whoever imported a worker found in the seals of its file; nothing for an import that did
 * not look, as older releases did, or that brought no journal along.
 */
export function keysFound({ data }: AuditEntry): readonly string[] | undefined {
  const from = data["from"];
  const keys = isJsonObject(from) ? from["sealedBy"] : undefined;
  return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : undefined;
}
