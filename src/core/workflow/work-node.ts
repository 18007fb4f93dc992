import type { Budgets } from "../policy/capability-policy.ts";
import type { AgentWork } from "./agent-work.ts";
import type { AnyNode } from "./any-node.ts";
import type { Attempts } from "./attempts.ts";
import type { CommandWork } from "./command-work.ts";
import type { Contextual } from "./context.ts";
import type { Contract } from "./contract.ts";
import type { Expectations } from "./expectations.ts";
import type { Expression } from "./expression.ts";

/** One agent loop under the run's own worker, in its workspace. `text` is what it said last. */
export interface StageNode extends AnyNode<"stage">, AgentWork, Attempts, Contextual {
  readonly contract?: Contract;
}

/** A child worker with its own journal, slice of the budget and, when asked, workspace. */
export interface SubagentNode extends AnyNode<"subagent">, AgentWork, Attempts, Contextual {
  readonly contract?: Contract;
  /** Name of the child. @default the node's id */
  readonly name?: string;
  /** `own` is an isolated checkout that starts at the run's present files; `none` has no files. @default "own" */
  readonly workspace?: "shared" | "own" | "none";
  /**
   * With a workspace of its `own`: what it changed comes into the run's files once it succeeded, by a merge with
   * what changed there meanwhile. What does not go together fails the node (`merge-conflict`), and nothing comes.
   * @default its files stay where they are
   */
  readonly takeIn?: true;
  /** Slice of the run's budgets that it is lent. @default what is left */
  readonly budgets?: Partial<Budgets>;
}

/** Runs a command. `output` is `{ exitCode, stdout, stderr }` and `text` is what it printed, both bounded. */
export interface CommandNode extends AnyNode<"command">, CommandWork, Attempts {
  readonly contract?: Pick<Contract, "output">;
}

/**
 * Says whether something holds; `success` when it does. What is judged is the outcome of a command (its exit
 * code counts), of a reviewing agent, or a text that is there already. Exactly one of the three.
 */
export interface VerifyNode extends AnyNode<"verify">, Attempts, Contextual {
  readonly command?: CommandWork;
  readonly review?: AgentWork;
  /** Gives the text or value that is judged. */
  readonly subject?: Expression;
  /** What must hold of it, beside the exit code of a command or the verdict of a reviewer; of a `subject`, one thing at least. */
  readonly expect?: Expectations;
  readonly contract?: Contract;
}

/** Another workflow, under the same worker. Its outputs are `output`; its failure is its failure. */
export interface WorkflowCallNode extends AnyNode<"workflow">, Attempts {
  /** Name in `workflows` of the graph that this node is in. */
  readonly workflow: string;
  /** Its inputs, computed once when it begins. */
  readonly with?: Readonly<Record<string, Expression>>;
}
