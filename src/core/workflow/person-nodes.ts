import type { Approvers } from "../policy/approvers.ts";
import type { AnyNode } from "./any-node.ts";
import type { Contextual } from "./context.ts";
import type { Template } from "./expression.ts";

/**
 * Asks persons for a yes and rests as `waiting(approval)` until it has it; yes is `success`, no is `failure`.
 * `output` is `{ approved, by, comment }`. A worker's text never counts as an answer.
 */
export interface ApprovalNode extends AnyNode<"approval">, Contextual {
  /** What they read; the artifacts of its context are shown below it. */
  readonly question: Template;
  /** Whose yes it takes. @default one of anybody who may answer for the worker */
  readonly approvers?: Approvers;
  /** Without an answer by then it is a no, in milliseconds. @default it waits for ever */
  readonly timeoutMs?: number;
}

/**
 * Hands the matter to a person and rests as `waiting(input)` until one answers. Going on is `success`, giving
 * up is `failure`. `output` is `{ answer, by }` and `text` the answer. It leaves a `plan` artifact with
 * reason, level and queue.
 */
export interface EscalationNode extends AnyNode<"escalation">, Contextual {
  readonly reason: Template;
  /** How urgent it is, in words of whoever routes it. */
  readonly level?: string;
  /** Who should see it. */
  readonly queue?: string;
  /** Without an answer by then it is a `failure`, in milliseconds. @default it waits for ever */
  readonly timeoutMs?: number;
}
