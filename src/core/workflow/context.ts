import type { ContextPolicy } from "../artifacts/context-policy.ts";

/** For nodes that are given artifacts. */
export interface Contextual {
  readonly context?: NodeContext;
}

/**
 * Which artifacts of the run a node is given: in its prompt, as `artifacts` in its expressions, and as the
 * items of a map or the parts of a reduce. Without one it is given none.
 */
export interface NodeContext extends ContextPolicy {
  /** Only those that these nodes left. @default every node that came before, and what the run was given */
  readonly nodes?: readonly string[];
}
