import type { Handover } from "../journal/audit-record.ts";
import { canonicalJson } from "../json.ts";

/** What a key signs that gives way to another. */
export function handoverText({ from, to }: Pick<Handover, "from" | "to">): string {
  return canonicalJson({ handover: "legate audit 1", from, to });
}

/** The shortest way from one key to another; nothing when there is none. */
export function handoversBetween(
  from: string,
  to: string,
  known: readonly Handover[],
): readonly Handover[] | undefined {
  const ways = new Map<string, readonly Handover[]>([[from, []]]);
  for (const [here, way] of ways) {
    if (here === to) return way;
    for (const step of known) if (step.from === here && !ways.has(step.to)) ways.set(step.to, [...way, step]);
  }
  return undefined;
}
