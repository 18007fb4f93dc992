import { hash } from "node:crypto";
import type { Hasher } from "../../ports/hasher.ts";

/** SHA-256, as `sha256:` and 64 hex digits. */
export const sha256Hasher: Hasher = {
  digest: (content) => `sha256:${hash("sha256", content, "hex")}`,
};
