import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** What opens one way out. */
export interface Credential {
  /** `name:password`, for the address of a proxy. */
  readonly userinfo: string;
  /** Whether this is the value of the header that carries it; takes as long for a wrong one as for a right one. */
  matches(authorization: string): boolean;
}

/** A new one, of 256 random bits. */
export function createCredential(): Credential {
  const userinfo = `legate:${randomBytes(32).toString("hex")}`;
  const expected = digest(`Basic ${Buffer.from(userinfo).toString("base64")}`);
  return {
    userinfo,
    matches: (authorization) =>
      timingSafeEqual(digest(authorization.replace(/^basic +/i, "Basic ")), expected),
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text, "latin1").digest();
}
