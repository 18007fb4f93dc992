/**
 * The runtime vouches for everything audited so far. Each digest covers one record and the digest before
 * it; the last one is the head of the chain, and covers all of them.
 */
export interface AuditRecord {
  readonly type: "audit.sealed";
  /** Its own number in the journal, which is signed, too. */
  readonly place: number;
  /** The head of the seal before; null for the first one. */
  readonly previous: string | null;
  /** The audited records since that seal, oldest first; never empty. */
  readonly links: readonly AuditLink[];
  /** The Ed25519 public key of the state directory that sealed it: 32 bytes, base64url. */
  readonly key: string;
  /** Over `sealText`: 64 bytes, base64url. */
  readonly signature: string;
  /** How the key of the seal before came to give way to this one, step by step; absent while it is the same. */
  readonly handovers?: readonly Handover[];
}

/** One key says that another signs from there on. */
export interface Handover {
  readonly from: string;
  readonly to: string;
  /** By `from`, over `handoverText`: 64 bytes, base64url. */
  readonly signature: string;
}

/** One audited record in the chain. */
export interface AuditLink {
  readonly seq: number;
  /** `sha256:…` of `linkText`. */
  readonly digest: string;
}
