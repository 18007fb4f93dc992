import type { Branch } from "./branch.ts";

/**
 * What follows a node.
 *
 * E1. When a visit of `from` ends, each of its edges is *taken* (its branch fits the outcome) or *closed*.
 *     All edges that fit are taken; several of them begin concurrent branches.
 * E2. An edge without `maxVisits` goes forward: such edges form no cycle. An edge with `maxVisits` goes back
 *     (or anywhere), is no part of its target's join, and begins a new visit of its target by itself.
 * E3. Taking a bounded edge makes every forward edge that can be reached from its target undecided again,
 *     so that what lies behind the target is visited again and joins there wait anew. What is under way
 *     there is asked to end first.
 * E4. A bounded edge is taken at most `maxVisits` times in a run. Once more, and the edges of its source on
 *     `exhausted` are taken instead; without any, the run rests as `waiting(limit)`.
 */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** @default `success`; of a condition it must be said */
  readonly on?: Branch;
  /** How often it may be taken in one run. @default it is no loop, and taken once per visit of its source */
  readonly maxVisits?: number;
  /** Shown beside it in drawings. */
  readonly label?: string;
}

export function branchOf({ on }: Edge): Branch {
  return on ?? "success";
}

/** Whether it is taken when a visit of its source ends so. */
export function fits(edge: Edge, outcome: Branch): boolean {
  const on = branchOf(edge);
  return on === outcome || (on === "always" && outcome !== "exhausted");
}

/** Edges that are part of the order of the graph, and of joins. */
export function isForward({ maxVisits }: Edge): boolean {
  return maxVisits === undefined;
}
