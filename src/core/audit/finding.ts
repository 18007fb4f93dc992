/** The ways in which a journal can differ from what was sealed. */
export const BREAKS = [
  "changed",
  "removed",
  "inserted",
  "reordered",
  "bad-signature",
  "unsealed",
  "other-head",
  "cut-short",
] as const;

/** The first place at which a journal is not what was sealed. */
export interface Break {
  readonly kind: (typeof BREAKS)[number];
  readonly seq: number;
  /** In words: what is wrong there. */
  readonly why: string;
}

/** What the chain of one journal comes to. */
export interface AuditFinding {
  readonly ok: boolean;
  /** Audited records. */
  readonly audited: number;
  readonly seals: number;
  /** Place of the last seal; 0 when there is none. */
  readonly sealedAt: number;
  /** The head that the last good seal signs; compare it with one that was kept elsewhere. */
  readonly head: string | null;
  /** Audited records after the last seal: in the chain as they are, and nobody vouches for them. */
  readonly unsealed: number;
  /** The public keys that signed. */
  readonly keys: readonly string[];
  readonly broken?: Break;
}
