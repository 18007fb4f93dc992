/** Names content by what it is. Pure, but it needs a library, so core gets digests as arguments. */
export interface Hasher {
  /** `sha256:` and 64 hex digits of the UTF-8 text or the bytes. */
  digest(content: string | Uint8Array): string;
}
