import type { StoredRecord } from "../journal/record.ts";

/**
 * What of the visits that are expected did not happen so: of each node, all of its visits in the order of their ends.
 * Branches of a map are parts of its one visit.
 */
export function misvisited(
  expected: Readonly<Record<string, readonly string[]>>,
  records: readonly StoredRecord[],
): string[] {
  const visits = Map.groupBy(
    records.flatMap(({ record }) => (record.type === "node.settled" && !isBranch(record) ? [record] : [])),
    ({ node }) => node,
  );
  return Object.entries(expected).flatMap(([node, outcomes]) => {
    const found = (visits.get(node) ?? []).map(({ outcome }) => outcome);
    const same = found.length === outcomes.length && found.every((outcome, at) => outcome === outcomes[at]);
    return same ? [] : [`visits of ${node} ended ${listed(found)}, not ${listed(outcomes)}`];
  });
}

/** `each#1/3` */
const isBranch = ({ visit }: { readonly visit: string }) => visit.includes("/");

const listed = (outcomes: readonly string[]) => (outcomes.length === 0 ? "never" : outcomes.join(", "));
