import type { AppendOnly } from "../append-only.ts";
import type { KeptArtifact } from "../artifacts/kept-artifact.ts";
import type { AuditState } from "../audit/audit-state.ts";
import type { Ledger } from "../budget/ledger.ts";
import type { CheckRun } from "../evidence/checks.ts";
import type { DriverId, WorkerId } from "../ids.ts";
import type { ModelFailure } from "../journal/model-failure.ts";
import type { FinishReason } from "../journal/record.ts";
import type { Landing, LandingRequest } from "../landing/landing.ts";
import type { PastLanding } from "../landing/past-landing.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { Message } from "../transcript/message.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { WorkflowRun } from "../workflow/run/run.ts";
import type { Checkpoint, OpenedWorkspace } from "../workspace/workspace.ts";
import type { Call } from "./call.ts";
import type { Child } from "./children.ts";
import type { CommandEvidence } from "./evidence.ts";
import type { PendingInput } from "./inputs.ts";
import type { Repeats } from "./repeats.ts";
import type { WorkerRequest } from "./request.ts";
import type { SetUp } from "./set-up.ts";
import type { Standing } from "./standing.ts";
import type { WorkerStatus } from "./status.ts";

/** A worker as its journal tells it: the fold of its records, and nothing else. */
export interface Worker {
  readonly id: WorkerId;
  readonly seq: number;
  readonly parent?: WorkerId;
  /** The visit of the parent's workflow whose work it does. */
  readonly visit?: string;
  /** Where it was copied from, when it is a fork. */
  readonly forkedFrom?: ForkOrigin;
  readonly request: WorkerRequest;
  /** The present one: the request's, or what it was narrowed to since. */
  readonly ceiling: Ceiling;
  /** How often it was narrowed. */
  readonly authorityRev: number;
  /** What persons allowed it for good. */
  readonly standing: readonly Standing[];
  readonly status: WorkerStatus;
  readonly cycle: number;
  /** What its newest cycles were for, oldest first, each in short. */
  readonly tasks: readonly string[];
  /** Number of the newest claim. An intent of an older epoch has no driver any more. */
  readonly epoch: number;
  /** Who holds it; absent when it was given back. */
  readonly driver?: DriverId;
  /** An end was asked for and is being reached. */
  readonly stopping?: Stopping;
  /** The present turn was cut short by somebody; then the worker waits for what they say. */
  readonly pausing?: { readonly by: string; readonly reason: string };
  /** Said to it and not yet shown to the model, in order. */
  readonly inputs: readonly PendingInput[];
  /** The last inputs that were shown to it. */
  readonly heard: readonly string[];
  /** Names the conversation; a cycle that does not inherit it begins another one. */
  readonly transcript: string;
  readonly messages: AppendOnly<Message>;
  /** Characters of the whole prompt, for estimates. */
  readonly promptSize: number;
  /** How many tokens the provider counted for one that was estimated; never below 1, for too many rather than too few. */
  readonly tokensPerEstimate: number;
  /** Where among the messages the input stands that began the present cycle. */
  readonly inputAt: number;
  /** How often the conversation was told in short, and how often that was begun since the last time. */
  readonly compaction: { readonly done: number; readonly attempts: number };
  readonly turn: TurnPhase;
  /** For a worker that runs a workflow: its present run, which is its present cycle. */
  readonly run?: WorkflowRun;
  /** The calls of the present turn, or those that nodes of the present run make. */
  readonly calls: readonly Call[];
  readonly workspace?: OpenedWorkspace;
  /** How far the commands of its workspace are. */
  readonly setUp: SetUp;
  readonly checkpoint?: Checkpoint;
  /** Calls that may have changed the workspace, since the last checkpoint. */
  readonly unsaved: readonly string[];
  /** To be told to the model as soon as the order of messages allows it. */
  readonly notice?: string;
  /** A person gave its work up. */
  readonly dropped?: { readonly by: string; readonly reason: string };
  /** What of its work came into the user's repository, oldest first; what was taken back says so. */
  readonly landings: readonly PastLanding[];
  /** Somebody wants it to land, and what came of that is not known yet. */
  readonly landing?: PendingLanding;
  /** The directory is to be given up. */
  readonly releasing: boolean;
  readonly sandboxReported: boolean;
  /** What of the prompt the last request covered. */
  readonly prompt: { readonly digest: string; readonly messages: number };
  /** Drivers that died while they held it, one after the other, without anything coming of it between. */
  readonly crashes: number;
  /** Attempts of the present turn that failed by themselves; those cut short by us do not count. */
  readonly faults: number;
  /** Tries of the present stage that failed; a new cycle or a resume begins anew. */
  readonly stageFailures: number;
  /** A failed stage is tried again from here on (ISO 8601). */
  readonly retryAt?: string;
  /** The workers it made, by birth. */
  readonly children: readonly Child[];
  readonly ledger: Ledger;
  /** Identical calls with identical results, in this cycle. */
  readonly repeats: Repeats;
  /** Calls refused in a row because they only repeat. */
  readonly blockedCalls: number;
  /** What it was given, what it made, and what its cycles and its children brought forth, in that order of time. */
  readonly artifacts: readonly KeptArtifact[];
  readonly commands: readonly CommandEvidence[];
  /** The commands among them that tell whether the work is right: the last run of each. */
  readonly checks: readonly CheckRun[];
  readonly audit: AuditState;
  /** Time in model and tool calls of this cycle, in milliseconds. */
  readonly cycleActiveMs: number;
  readonly totals: Totals;
  readonly times: Times;
}

export interface Stopping {
  readonly to: "cancelled" | "interrupted";
  readonly by: string;
  readonly reason: string;
  /** Its children were asked to end, too. */
  readonly childrenAsked: boolean;
  /** They did not end in time: it ends without them. */
  readonly late: boolean;
}

export interface PendingLanding {
  readonly by: string;
  readonly request: LandingRequest;
  /** Under which it was asked: one of an older epoch broke off. */
  readonly epoch: number;
  /** The target may have been written. */
  readonly begun?: Landing;
}

export interface ForkOrigin {
  readonly worker: WorkerId;
  readonly seq: number;
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
      readonly retryAt?: string;
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
  /** Since when it does what it does now: a model call, a tool call, waiting. */
  readonly doingSince: string;
}
