import type { AnyNode } from "./any-node.ts";
import type { Contextual } from "./context.ts";
import type { Expression } from "./expression.ts";
import type { JoinPolicy } from "./join-policy.ts";

/** Chooses: `true` and `false` are its outcomes, and its `output` is the same. */
export interface ConditionNode extends AnyNode<"condition">, Contextual {
  readonly if: Expression;
}

/** Begins several branches: does nothing, and its edges on `success` are all taken. */
export interface ForkNode extends AnyNode<"fork"> {}

/**
 * Brings branches together: does nothing but wait. Its `output` has the outputs of the nodes whose edges
 * were taken, by id.
 */
export interface JoinNode extends AnyNode<"join"> {
  readonly join: JoinPolicy;
}

/** Rests for a while, as `waiting(timer)`; no process is needed meanwhile. */
export interface WaitNode extends AnyNode<"wait"> {
  /** One of the two. In milliseconds. */
  readonly forMs?: number;
  /** An expression that gives a time, ISO 8601; one that is past is no wait. */
  readonly until?: Expression;
}
