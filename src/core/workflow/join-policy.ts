/** For how many of a node's incoming forward edges it waits. */
export const JOIN_STRATEGIES = ["all", "any", "quorum"] as const;
export type JoinStrategy = (typeof JOIN_STRATEGIES)[number];

/**
 * When a node with several incoming forward edges begins. A node without one is `any`.
 *
 * J1. `all` begins once every incoming edge was taken; `quorum` once `atLeast` of them were (n of m);
 *     `any` once one was.
 * J2. An edge that was taken after the node began in this pass begins nothing any more.
 * J3. Once so many edges are closed that it can never begin, it does not wait: `unsatisfied` says whether
 *     the node ends in `failure` (with the edges that are missing as its reason) or is `skipped`. An edge
 *     whose source was never begun, and can no longer be, is closed too.
 */
export interface JoinPolicy {
  readonly strategy: JoinStrategy;
  /** For `quorum` alone. */
  readonly atLeast?: number;
  /** @default "failure"; of `any`, "skipped" */
  readonly unsatisfied?: "failure" | "skipped";
}
