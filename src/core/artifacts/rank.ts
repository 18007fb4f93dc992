import type { ArtifactRecord } from "./artifact.ts";
import type { ContextPolicy } from "./context-policy.ts";

type Order = (a: ArtifactRecord, b: ArtifactRecord) => number;

/**
 * Which of two artifacts is preferred. A total order: artifacts that are equal in it are equal in
 * everything, so the outcome does not depend on how they were listed.
 */
export function byRank(policy: ContextPolicy): Order {
  const pinned = new Set(policy.pinned);
  const prioritized = new Set(policy.prioritizeKinds);
  return inTurn([
    more(({ id }) => Number(pinned.has(id))),
    more(({ kind }) => Number(prioritized.has(kind))),
    more(({ priority }) => priority),
    more(({ freshness }) => (policy.preferFresh === true ? freshnessRank(freshness) : 0)),
    policy.preferRecent === true ? (a, b) => compared(b.createdAt, a.createdAt) : () => 0,
    more(({ relevance }) => relevance ?? Number.NEGATIVE_INFINITY),
    more(({ estimatedTokens }) => -estimatedTokens),
    (a, b) => compared(a.id, b.id),
    (a, b) => compared(JSON.stringify(a), JSON.stringify(b)),
  ]);
}

function freshnessRank(freshness: ArtifactRecord["freshness"]): number {
  switch (freshness) {
    case "live":
    case "fresh":
      return 3;
    case "recent":
      return 2;
    case undefined:
      return 1;
    case "stale":
      return 0;
  }
}

/** The first order that sees a difference decides. */
function inTurn(orders: readonly Order[]): Order {
  return (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function more(amount: (artifact: ArtifactRecord) => number): Order {
  return (a, b) => compared(amount(b), amount(a));
}

function compared<T extends number | string>(a: T, b: T): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
