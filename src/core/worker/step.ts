import type { SetUpPhase } from "../journal/set-up-record.ts";
import type { CompactionCause } from "../journal/transcript-record.ts";
import type { BudgetKind } from "../policy/capability-policy.ts";
import type { ShorteningPlan } from "../transcript/shorten.ts";
import type { WorkspaceCommand } from "../workspace/workspace-command.ts";
import type { Call } from "./call.ts";
import type { WaitingOn } from "./status.ts";

/** What is to be done for a worker now. One at a time; afterwards the journal has grown: ask again. */
export type Step =
  | { readonly do: "start-cycle"; readonly cycle: number }
  | { readonly do: "open-workspace" }
  | {
      readonly do: "workspace-command";
      readonly phase: SetUpPhase;
      readonly index: number;
      readonly command: WorkspaceCommand;
    }
  | { readonly do: "deliver-inputs"; readonly inputs: readonly string[] }
  | { readonly do: "call-model"; readonly turn: number; readonly attempt: number; readonly delayMs: number }
  /** The conversation is too long for the model: it is told in short first. */
  | { readonly do: "compact"; readonly why: CompactionCause; readonly plan: ShorteningPlan }
  | { readonly do: "decide-calls"; readonly calls: readonly Call[] }
  | { readonly do: "settle-orphans"; readonly calls: readonly Call[] }
  | { readonly do: "reconcile"; readonly calls: readonly Call[] }
  | { readonly do: "run-calls"; readonly calls: readonly Call[] }
  /** Nobody answered in time: others are asked, too. */
  | { readonly do: "escalate"; readonly calls: readonly Call[] }
  /** Calls that waited for children, and need not any more. */
  | { readonly do: "answer-waits"; readonly calls: readonly Call[] }
  | {
      readonly do: "retry-stage";
      readonly attempt: number;
      readonly delayMs: number;
      readonly code: string;
      readonly reason: string;
    }
  /** Whatever is to be done for nodes of its workflow. */
  | { readonly do: "advance-workflow" }
  | { readonly do: "close-children" }
  | { readonly do: "checkpoint" }
  | { readonly do: "land" }
  | { readonly do: "release-workspace" }
  | { readonly do: "wake" }
  | {
      readonly do: "end";
      readonly as: End /** It goes on by itself after so long. */;
      readonly wakeInMs?: number;
    }
  | { readonly do: "nothing" };

/** How a worker comes to rest. */
export type End =
  | {
      readonly type: "worker.waiting";
      readonly on: WaitingOn;
      readonly reason: string;
      readonly wakeAt?: string;
      /** Of what the next step needs more than there is. */
      readonly short?: readonly BudgetKind[];
    }
  | { readonly type: "worker.completed"; readonly result: string }
  | { readonly type: "worker.failed"; readonly code: string; readonly reason: string }
  | { readonly type: "worker.cancelled"; readonly by: string; readonly reason: string }
  | { readonly type: "worker.interrupted"; readonly by: string; readonly reason: string };

/** The time at which a step is asked for; core has no clock of its own. */
export interface Moment {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Since the worker was spawned, in milliseconds. */
  readonly ageMs: number;
}
