import type { AuditLink, AuditRecord } from "../journal/audit-record.ts";
import { canonicalJson, type Json, type JsonObject } from "../json.ts";

/** A record as its journal keeps it, in the version in which it was written. */
export interface AuditEntry {
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly type: string;
  readonly v: number;
  readonly data: JsonObject;
}

/**
 * What the digest of a link is taken over: `canonicalJson` of the entry and its `previous`. Whose journal it is in
 * is not part of it, so that a copy of a worker goes on with the chain that it took over; the seals name the worker.
 */
export function linkText(previous: string | null, { seq, at, type, v, data }: AuditEntry): string {
  const [when, before, what] = [at, previous, type].map(canonicalJson);
  return `{"at":${when},"data":${canonicalJson(data)},"previous":${before},"seq":${seq},"type":${what},"v":${v}}`;
}

/** The records as links behind `previous`, in their order. */
export function linksAfter(
  previous: string | null,
  entries: readonly AuditEntry[],
  digest: (text: string) => string,
): readonly AuditLink[] {
  const links: AuditLink[] = [];
  for (const entry of entries) {
    const before = links.at(-1)?.digest ?? previous;
    links.push({ seq: entry.seq, digest: digest(linkText(before, entry)) });
  }
  return links;
}

/** In whose journal a seal stands, and since when (ISO 8601 UTC). */
export interface SealPlace {
  readonly worker: string;
  readonly at: string;
}

/** What is signed. */
export function sealText(
  { worker, at }: SealPlace,
  { place, previous, links }: Pick<AuditRecord, "place" | "previous" | "links">,
): string {
  const listed = links as unknown as Json;
  return canonicalJson({ seal: "legate audit 1", worker, at, place, previous, links: listed });
}
