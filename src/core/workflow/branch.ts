import type { NodeKind } from "./node-kind.ts";

/**
 * How a visit of a node ended.
 *
 * - `success`: it did what its kind says; a verification held, an approval was given, a join was satisfied.
 * - `failure`: anything else, whatever the reason (an error, a timeout, a denial, a broken contract, a
 *   verification that did not hold). The reason is recorded beside it.
 * - `true`, `false`: what a condition found. A condition that cannot be evaluated is a `failure`.
 * - `skipped`: its `when` was false, or its join can no longer be satisfied and says `skip`. It did nothing.
 */
export const OUTCOMES = ["success", "failure", "true", "false", "skipped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * When an edge is taken: after that outcome of its source; `always` after every outcome, also when it was
 * skipped; `exhausted` when a bounded edge of the same source would have been taken once more than it may.
 */
export const BRANCHES = [...OUTCOMES, "exhausted", "always"] as const;
export type Branch = (typeof BRANCHES)[number];

/** The branches that an edge out of a node of this kind can be on. */
export function branchesOf(kind: NodeKind): readonly Branch[] {
  const found: readonly Branch[] = kind === "condition" ? ["true", "false"] : ["success"];
  return [...found, "failure", "skipped", "exhausted", "always"];
}
