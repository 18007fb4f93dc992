import type { AuditEntry } from "./chain.ts";
import type { Break } from "./finding.ts";

/** Of each child, the last record of its own that a parent's journal speaks of. */
export function reportedPlaces(entries: readonly AuditEntry[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const { type, data } of entries) {
    const report = type === "child.settled" ? data["report"] : undefined;
    if (typeof report !== "object" || report === null || !("child" in report)) continue;
    const { child, seq } = report;
    if (typeof child === "string" && typeof seq === "number")
      places.set(child, Math.max(seq, places.get(child) ?? 0));
  }
  return places;
}

/** Whether a journal ends before the record that its parent was told of. */
export function cutShort(entries: readonly AuditEntry[], reported: number | undefined): Break | undefined {
  const last = entries.at(-1)?.seq ?? 0;
  if (reported === undefined || last >= reported) return undefined;
  return { kind: "cut-short", seq: last, why: `its parent was told of record ${reported}, and it ends here` };
}
