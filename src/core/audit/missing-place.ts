import type { AuditEntry } from "./chain.ts";
import type { Break } from "./finding.ts";

/** The first place at which the numbers of a whole journal are not 1, 2, 3 and so on. */
export function missingPlace(entries: readonly AuditEntry[]): Break | undefined {
  const index = entries.findIndex(({ seq }, place) => seq !== place + 1);
  const entry = entries[index];
  if (entry === undefined) return undefined;
  const expected = index + 1;
  const isElsewhere = entries.some(({ seq }) => seq === expected);
  if (entry.seq < expected)
    return { kind: "inserted", seq: entry.seq, why: "a second record has this number" };
  return isElsewhere
    ? { kind: "reordered", seq: expected, why: `record ${entry.seq} lies where it belongs` }
    : { kind: "removed", seq: expected, why: "there is no record with this number" };
}
