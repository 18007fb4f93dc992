import type { Reservation } from "../budget/ledger.ts";
import type { WorkerId } from "../ids.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Continuation } from "../transcript/continuation.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { Outcome } from "../workflow/branch.ts";
import type { Checkpoint } from "../workspace/workspace.ts";

/** The run of a workflow. Which edges are taken follows from the outcomes and the graph alone. */
export type NodeRecord =
  | VisitRecord
  /** Nothing is under way and nothing may begin. One of the two: what it answers with, or why that is none. */
  | { readonly type: "workflow.finished"; readonly outputs?: JsonObject; readonly problem?: string };

export type VisitRecord =
  /** Durable before anything of its work begins. A visit that does no work has none. */
  | {
      readonly type: "node.started";
      readonly visit: string;
      readonly node: string;
      readonly attempt: number;
      /** Names what is done: H(the node's own definition, everything that it was given). */
      readonly key: string;
      /** What its `with` came to. */
      readonly with?: JsonObject;
      /** As rendered, for work of a model. */
      readonly prompt?: string;
      readonly system?: string;
      /** What was said before, for a model that answers once; for a worker it is in its request. */
      readonly continues?: Continuation;
      /** Its context, by id, in the order in which it was shown. */
      readonly artifacts?: readonly string[];
      /** The worker that does it. */
      readonly child?: WorkerId;
      /** The call that does it: of a command, or the question of an approval. */
      readonly does?: NodeCall;
      /** The items of a map. */
      readonly items?: readonly Json[];
      /** How many items were left out. */
      readonly dropped?: number;
      /** It is over then, whatever else: the end of a wait, of a question, of a try. ISO 8601 UTC. */
      readonly until?: string;
      /** Set aside of the budgets for a model call; absent where nothing is limited. */
      readonly reserved?: Reservation;
    }
  /** Its model answered, and is asked once more: what it said breaks the contract. */
  | {
      readonly type: "node.repairing";
      readonly visit: string;
      readonly text: string;
      /** What is wrong with it, as the model is told. */
      readonly problem: string;
      readonly spent?: NodeSpent;
      readonly reserved?: Reservation;
    }
  /** A try failed in a way that another one may mend. */
  | {
      readonly type: "node.retrying";
      readonly visit: string;
      readonly attempt: number;
      readonly code: string;
      readonly reason: string;
      /** ISO 8601 UTC. */
      readonly retryAt: string;
      readonly spent?: NodeSpent;
      /** How long its model was asked without an answer that counts. */
      readonly lostMs?: number;
    }
  | {
      readonly type: "node.settled";
      readonly visit: string;
      readonly node: string;
      readonly outcome: Outcome;
      readonly key: string;
      readonly output?: Json;
      readonly text?: string;
      /** Why, for whatever is not the usual end. */
      readonly code?: string;
      readonly reason?: string;
      readonly spent?: NodeSpent;
      /** Paths of the run's files that it changed, where its work was taken in. */
      readonly takenIn?: readonly string[];
      /** Its result is that of an earlier run, and nothing was done again. */
      readonly reused?: {
        readonly worker: WorkerId;
        readonly seq: number;
        /** How the files were after it, where it works in them. */
        readonly kept?: Checkpoint;
      };
    };

export type NodeCall =
  | { readonly tool: string; readonly arguments: JsonObject }
  | { readonly question: string; readonly digest: string };

/** What its model calls took. */
export interface NodeSpent {
  readonly usage: Usage;
  readonly cost: Cost;
  readonly durationMs: number;
}
