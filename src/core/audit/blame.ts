import type { AuditLink, AuditRecord } from "../journal/audit-record.ts";
import { type AuditEntry, linkText } from "./chain.ts";
import type { Break } from "./finding.ts";

type Digest = (text: string) => string;

/** What lies before a seal: the audited records there, those of the whole journal, and by how much the seal has moved. */
export interface FoundRecords {
  readonly before: readonly AuditEntry[];
  readonly all: readonly AuditEntry[];
  readonly moved: number;
}

/**
 * The first difference between the audited records that were found before a seal and those that it lists,
 * and which of the four it is. Each link is computed behind the digest that the seal lists before it, so
 * that one changed record does not spoil those after it.
 */
export function firstDifference(
  found: FoundRecords,
  { previous, links }: Pick<AuditRecord, "previous" | "links">,
  digest: Digest,
): Break | undefined {
  const sealed = new Sealed(previous, links, digest);
  for (const [index, { seq }] of links.entries()) {
    const entry = found.before[index];
    if (entry?.seq !== seq || !sealed.is(entry, index)) return difference(found, index, sealed);
  }
  const extra = found.before[links.length];
  return extra === undefined ? undefined : { kind: "inserted", seq: extra.seq, why: NOT_LISTED };
}

const NOT_LISTED = "the seal does not list it";
const NOT_THERE = "the seal lists it, and it is not there";

class Sealed {
  readonly #previous: string | null;
  readonly #links: readonly AuditLink[];
  readonly #digest: Digest;

  constructor(previous: string | null, links: readonly AuditLink[], digest: Digest) {
    this.#previous = previous;
    this.#links = links;
    this.#digest = digest;
  }

  get length(): number {
    return this.#links.length;
  }

  seq(index: number): number {
    return this.#links[index]?.seq ?? 0;
  }

  /** Whether this is the record that the seal lists at `index`, whatever number it has now. */
  is(entry: AuditEntry, index: number): boolean {
    const link = this.#links[index];
    if (link === undefined) return false;
    const before = index === 0 ? this.#previous : (this.#links[index - 1]?.digest ?? null);
    return this.#digest(linkText(before, { ...entry, seq: link.seq })) === link.digest;
  }
}

/** What happened at `index`, the first place that is not as it was sealed. */
function difference({ before, all, moved }: FoundRecords, index: number, sealed: Sealed): Break {
  const entry = before[index];
  const seq = sealed.seq(index);
  if (entry === undefined) return { kind: "removed", seq, why: NOT_THERE };
  if (sealed.is(entry, index)) return renumbered(entry, seq, moved);
  if (isElsewhere(all, entry, index, sealed)) {
    return before.length > sealed.length
      ? { kind: "inserted", seq: entry.seq, why: NOT_LISTED }
      : { kind: "reordered", seq, why: "another record lies in its place" };
  }
  return sealed.is(entry, index + 1)
    ? { kind: "removed", seq, why: NOT_THERE }
    : { kind: "changed", seq, why: "it is not the record that was sealed" };
}

/** The right record under another number. Where the seal has not moved, it changed places with one that is not audited. */
function renumbered(entry: AuditEntry, seq: number, moved: number): Break {
  const why = `it is record ${entry.seq} now`;
  if (moved === 0) return { kind: "reordered", seq, why };
  return moved < 0
    ? { kind: "removed", seq, why: `${why}: one before it was taken out` }
    : { kind: "inserted", seq, why: `${why}: one before it was put in` };
}

/** The record that belongs at `index` lies elsewhere, as it was or with only the time of its new place. */
function isElsewhere(all: readonly AuditEntry[], here: AuditEntry, index: number, sealed: Sealed): boolean {
  return all.some(
    (entry) => entry !== here && (sealed.is(entry, index) || sealed.is({ ...entry, at: here.at }, index)),
  );
}
