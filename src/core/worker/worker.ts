import type { AppendOnly } from "../append-only.ts";
import type { DriverId, WorkerId } from "../ids.ts";
import type { FinishReason, ModelFailure } from "../journal/record.ts";
import type { Message } from "../transcript/message.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { Checkpoint, OpenedWorkspace } from "../workspace/workspace.ts";
import type { Call } from "./call.ts";
import type { WorkerRequest } from "./request.ts";
import type { WorkerStatus } from "./status.ts";

/** A worker as its journal tells it: the fold of its records, and nothing else. */
export interface Worker {
  readonly id: WorkerId;
  readonly seq: number;
  readonly parent?: WorkerId;
  readonly request: WorkerRequest;
  readonly status: WorkerStatus;
  readonly cycle: number;
  /** Number of the newest claim. An intent of an older epoch has no driver any more. */
  readonly epoch: number;
  /** Who holds it; absent when it was given back. */
  readonly driver?: DriverId;
  /** An end was asked for and is being reached. */
  readonly stopping?: Stopping;
  readonly messages: AppendOnly<Message>;
  readonly turn: TurnPhase;
  /** The calls of the present turn. */
  readonly calls: readonly Call[];
  readonly workspace?: OpenedWorkspace;
  readonly checkpoint?: Checkpoint;
  /** Calls that may have changed the workspace, since the last checkpoint. */
  readonly unsaved: readonly string[];
  /** To be told to the model as soon as the order of messages allows it. */
  readonly notice?: string;
  /** The directory is to be given up. */
  readonly releasing: boolean;
  readonly sandboxReported: boolean;
  /** What of the prompt the last request covered. */
  readonly prompt: { readonly digest: string; readonly messages: number };
  /** Drivers that died while they held it, one after the other, without anything coming of it between. */
  readonly crashes: number;
  /** Attempts of the present turn that failed by themselves; those cut short by us do not count. */
  readonly faults: number;
  readonly totals: Totals;
  readonly times: Times;
}

export interface Stopping {
  readonly to: "cancelled" | "interrupted";
  readonly by: string;
  readonly reason: string;
}

/** Where the worker is between one model call and the next. */
export type TurnPhase =
  | { readonly phase: "idle"; readonly done: number }
  /** Requested, no outcome yet. Under an older epoch: lost, to be repeated. */
  | { readonly phase: "asking"; readonly turn: number; readonly attempt: number; readonly epoch: number }
  | {
      readonly phase: "retrying";
      readonly turn: number;
      readonly attempt: number;
      readonly retryAfterMs: number;
    }
  | {
      readonly phase: "failed";
      readonly turn: number;
      readonly attempt: number;
      readonly error: ModelFailure;
    }
  | {
      readonly phase: "answered";
      readonly turn: number;
      readonly finish: FinishReason;
      readonly text: string;
    };

export interface Totals {
  readonly turns: number;
  readonly turnsThisCycle: number;
  readonly calls: number;
  readonly deniedCalls: number;
  readonly usage: Usage;
  readonly cost: Cost;
}

export interface Times {
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}
