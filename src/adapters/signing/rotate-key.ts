import { generateKeyPairSync, sign } from "node:crypto";
import { handoverText } from "../../core/audit/handover.ts";
import type { AuditKey } from "./key-file.ts";
import { publicKeyText } from "./public-key.ts";

/** A new key, to which the present one hands over; that is then needed no more. */
export function rotatedKey({ privateKey: before, handovers }: AuditKey): AuditKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const keys = { from: publicKeyText(before), to: publicKeyText(privateKey) };
  const signature = sign(null, Buffer.from(handoverText(keys)), before).toString("base64url");
  return { privateKey, handovers: [...handovers, { ...keys, signature }] };
}
