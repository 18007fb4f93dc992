import type { AgentWork } from "./agent-work.ts";
import type { AnyNode } from "./any-node.ts";
import type { Attempts } from "./attempts.ts";
import type { Contextual } from "./context.ts";
import type { Contract } from "./contract.ts";
import type { Expression, Template } from "./expression.ts";

/**
 * Makes one thing of many, in one of three ways; exactly one of `concat`, `template` and `stage`. The many
 * are a list that `items` gives, or else the artifacts that `context` selects; `null` entries are left out.
 * The parts are read as `items` in templates and prompts.
 */
export interface ReduceNode extends AnyNode<"reduce">, Contextual, Attempts {
  readonly items?: Expression;
  /** Their texts, one after the other. `separator` @default a blank line */
  readonly concat?: { readonly separator?: string };
  readonly template?: Template;
  readonly stage?: AgentWork;
  readonly contract?: Contract;
}
