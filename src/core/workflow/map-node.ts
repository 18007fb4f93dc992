import type { AnyNode } from "./any-node.ts";
import type { Contextual } from "./context.ts";
import type { Contract } from "./contract.ts";
import type { Expression } from "./expression.ts";
import type { NodeKind } from "./node-kind.ts";
import type { CommandNode, StageNode, SubagentNode, VerifyNode, WorkflowCallNode } from "./work-node.ts";

/** `first` and `quorum` count branches that succeeded, never those that ended in any other way. */
export const MAP_STRATEGIES = ["all", "first", "quorum"] as const;
export type MapStrategy = (typeof MAP_STRATEGIES)[number];

/**
 * The same work for each item.
 *
 * M1. Items are a list that `items` gives, or else the artifacts that `context` selects. In its work, `item`
 *     is one of them (an artifact as in `artifacts`) and `index` its place from 0.
 * M2. `output` is a list with one entry per item, in the order of the items, whatever the order of their
 *     ends: the output (or else the text) of its branch, `null` for one that did not succeed.
 * M3. `all` needs the success of every branch, `first` of one, `quorum` of `atLeast`; once that is reached,
 *     what is still under way is asked to end. Once it cannot be reached any more, the node fails.
 * M4. No item at all is a success of `all` with an empty list, and a failure of the others.
 * M5. More items than `maxItems` fail the node before anything begins, or are left out, as `surplus` says;
 *     how many were left out is recorded.
 */
export interface MapNode extends AnyNode<"map">, Contextual {
  readonly items?: Expression;
  readonly do: MapWork;
  /** @default 1000 */
  readonly maxItems?: number;
  /** @default "fail" */
  readonly surplus?: "fail" | "drop";
  /** Branches under way at one time. @default the graph's */
  readonly maxConcurrency?: number;
  /** @default "all" */
  readonly strategy?: MapStrategy;
  /** For `quorum` alone. */
  readonly atLeast?: number;
  /** The kind of the artifact that each branch leaves. */
  readonly contract?: Pick<Contract, "inputs" | "output">;
  /** Of the whole node, in milliseconds. @default none */
  readonly timeoutMs?: number;
}

/** What is done for one item: a node without a place in the graph. A `subagent` may have a workspace of its own. */
export type MapWork = Placeless<StageNode | SubagentNode | CommandNode | VerifyNode | WorkflowCallNode>;

type Placeless<N> = N extends unknown ? Omit<N, Exclude<keyof AnyNode<NodeKind>, "kind"> | "context"> : never;
