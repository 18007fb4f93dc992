import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** The public half of an Ed25519 key as records name it: its 32 bytes, base64url. */
export function publicKeyText(key: KeyObject): string {
  const { x } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  if (x === undefined) throw new Error("not an Ed25519 key");
  return x;
}

/** The key that a record or a PEM text names; nothing when it names none of our kind. */
export function readPublicKey(text: string): KeyObject | undefined {
  try {
    const key = text.includes("-----BEGIN")
      ? createPublicKey(text)
      : createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: text.trim() }, format: "jwk" });
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Whether whoever has the private half of `key` signed this text. */
export function isSignedBy(key: string, text: string, signature: string): boolean {
  const publicKey = readPublicKey(key);
  return (
    publicKey !== undefined && verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64url"))
  );
}
