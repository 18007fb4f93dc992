import type { AuditRecord } from "../journal/audit-record.ts";
import { isAudited } from "./audited.ts";
import { firstDifference } from "./blame.ts";
import { type AuditEntry, sealText } from "./chain.ts";
import type { AuditExpectations } from "./expectations.ts";
import type { AuditFinding, Break } from "./finding.ts";
import { KeyTrust } from "./key-trust.ts";
import { missingPlace } from "./missing-place.ts";
import { isSealedAtOnce } from "./moments.ts";

/** A journal, or the audited part of one, as somebody found it: in the order in which it lies there. */
export interface AuditedJournal {
  readonly worker: string;
  readonly entries: readonly AuditEntry[];
  /** Every record is there, so that a missing place is a removed record. */
  readonly complete: boolean;
}

export interface AuditTools {
  readonly digest: (text: string) => string;
  readonly isSignedBy: (key: string, text: string, signature: string) => boolean;
  /** The seal of an entry of that type; nothing when it cannot be read as one. */
  readonly readSeal: (entry: AuditEntry) => AuditRecord | undefined;
}

/** Compares a journal with its seals, up to the first place at which they differ. */
export function verifyAudit(
  journal: AuditedJournal,
  tools: AuditTools,
  expected: AuditExpectations = {},
): AuditFinding {
  const walk = new Walk(journal, tools, expected);
  const gap = journal.complete ? missingPlace(journal.entries) : undefined;
  const broken = walk.toTheEnd();
  return walk.finding(earlier(gap, broken));
}

/** A missing place says more than the digests that it spoils. */
function earlier(gap: Break | undefined, broken: Break | undefined): Break | undefined {
  if (gap === undefined || broken === undefined) return gap ?? broken;
  return broken.seq < gap.seq ? broken : gap;
}

/** From seal to seal. */
class Walk {
  readonly #journal: AuditedJournal;
  readonly #tools: AuditTools;
  readonly #expected: AuditExpectations;
  readonly #heads: string[] = [];
  readonly #trust: KeyTrust;
  readonly #audited: readonly AuditEntry[];
  #open: AuditEntry[] = [];
  #sealedAt = 0;

  constructor(journal: AuditedJournal, tools: AuditTools, expected: AuditExpectations) {
    this.#journal = journal;
    this.#tools = tools;
    this.#expected = expected;
    this.#trust = new KeyTrust(journal.entries, expected, tools.isSignedBy);
    this.#audited = journal.entries.filter(({ type }) => isAudited(type));
  }

  toTheEnd(): Break | undefined {
    for (const entry of this.#journal.entries) {
      if (isAudited(entry.type)) this.#open.push(entry);
      if (entry.type !== "audit.sealed") continue;
      const broken = this.#takeSeal(entry);
      if (broken !== undefined) return broken;
    }
    return this.#wrongTail() ?? this.#wrongHead();
  }

  finding(broken: Break | undefined): AuditFinding {
    return {
      ok: broken === undefined,
      audited: this.#audited.length,
      seals: this.#heads.length,
      sealedAt: this.#sealedAt,
      head: this.#heads.at(-1) ?? null,
      unsealed: this.#open.length,
      keys: this.#trust.keys,
      ...(broken === undefined ? {} : { broken }),
    };
  }

  #takeSeal(entry: AuditEntry): Break | undefined {
    const seal = this.#tools.readSeal(entry);
    if (seal === undefined) return { kind: "changed", seq: entry.seq, why: "it is no seal that can be read" };
    const broken = this.#wrongSignature(entry, seal) ?? this.#wrongBegin(entry, seal);
    if (broken !== undefined) return broken;
    const moved = entry.seq - seal.place;
    const found = { before: this.#open, all: this.#audited, moved };
    const difference = firstDifference(found, seal, this.#tools.digest) ?? wrongPlace(entry, moved);
    if (difference !== undefined) return difference;
    this.#heads.push(seal.links.at(-1)?.digest ?? "");
    this.#open = [];
    this.#sealedAt = entry.seq;
    return undefined;
  }

  #wrongSignature(entry: AuditEntry, seal: AuditRecord): Break | undefined {
    const at = { kind: "bad-signature", seq: entry.seq } as const;
    const notBy = this.#trust.next(entry, seal, this.#open);
    if (notBy !== undefined) return { ...at, why: notBy };
    const text = sealText({ worker: this.#owner(entry), at: entry.at }, seal);
    if (this.#tools.isSignedBy(seal.key, text, seal.signature)) return undefined;
    return { ...at, why: "the seal is not what was signed" };
  }

  /** A copy begins with the journal of another worker, whose seals name that one. */
  #owner({ seq }: AuditEntry): string {
    const fork = this.#journal.entries.find((later) => later.seq > seq && later.type === "worker.forked");
    const from = fork?.data["from"];
    return typeof from === "string" ? from : this.#journal.worker;
  }

  #wrongBegin(entry: AuditEntry, seal: AuditRecord): Break | undefined {
    const last = this.#heads.at(-1) ?? null;
    if (seal.previous === last) return undefined;
    const known = seal.previous !== null && this.#heads.includes(seal.previous);
    return known || seal.previous === null
      ? { kind: "inserted", seq: this.#sealedAt, why: "a seal that this one does not go on from" }
      : { kind: "removed", seq: entry.seq, why: "the seal before this one is not there" };
  }

  /** Only what is under way may end in records that are not sealed, and none of them is of a kind that always is. */
  #wrongTail(): Break | undefined {
    const bare = this.#open.find(({ type }) => isSealedAtOnce(type));
    if (bare === undefined) return undefined;
    const since =
      this.#sealedAt === 0 ? "nothing of it was ever sealed" : `the last seal is record ${this.#sealedAt}`;
    return {
      kind: "unsealed",
      seq: bare.seq,
      why: `${bare.type} is always sealed, and here no seal has it: ${since}`,
    };
  }

  #wrongHead(): Break | undefined {
    const { head } = this.#expected;
    if (head === undefined || this.#heads.includes(head)) return undefined;
    const why = `the head ${head} is not in its chain: it was cut short, or written anew`;
    return { kind: "other-head", seq: this.#sealedAt, why };
  }
}

function wrongPlace({ seq }: AuditEntry, moved: number): Break | undefined {
  if (moved === 0) return undefined;
  return moved < 0
    ? { kind: "removed", seq, why: `the seal was record ${seq - moved}: one before it was taken out` }
    : { kind: "inserted", seq, why: `the seal was record ${seq - moved}: one before it was put in` };
}
