import type { Reservation } from "../budget/ledger.ts";
import type { DriverId, WorkerId } from "../ids.ts";
import type { Json, JsonObject } from "../json.ts";
import type { BudgetKind, Budgets } from "../policy/capability-policy.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { AssistantPart } from "../transcript/message.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { CycleCarry } from "../worker/carry.ts";
import type { WorkerRequest } from "../worker/request.ts";
import type { WaitingOn } from "../worker/status.ts";
import type { Checkpoint, OpenedWorkspace, WorkspaceSpec } from "../workspace/workspace.ts";
import type { ArtifactProduced } from "./artifact-record.ts";
import type { AuditRecord } from "./audit-record.ts";
import type { AuthorityRecord, BudgetRecord } from "./budget-record.ts";
import type { CallRecord } from "./call-record.ts";
import type { ChildRecord } from "./child-record.ts";
import type { ImportRecord } from "./import-record.ts";
import type { InputRecord } from "./input-record.ts";
import type { LandingRecord } from "./landing-record.ts";
import type { ModelFailure } from "./model-failure.ts";
import type { NetworkRecord } from "./network-decision.ts";
import type { NodeRecord } from "./node-record.ts";
import type { SetUpRecord } from "./set-up-record.ts";
import type { TranscriptRecord } from "./transcript-record.ts";

/** One durable fact about one worker. A released meaning never changes; a new one gets a new version. */
export type WorkerRecord =
  | LifeRecord
  | DriverRecord
  | WorkspaceRecord
  | LandingRecord
  | TurnRecord
  | TranscriptRecord
  | CallRecord
  | NetworkRecord
  | ArtifactProduced
  | InputRecord
  | ChildRecord
  | BudgetRecord
  | AuthorityRecord
  | AuditRecord
  | NodeRecord;
export type RecordType = WorkerRecord["type"];

/** A record in its place: `seq` counts within the worker from 1, `position` over the store. */
export interface StoredRecord {
  readonly position: number;
  readonly worker: WorkerId;
  readonly seq: number;
  /** ISO 8601 UTC, when it was committed. */
  readonly at: string;
  readonly record: WorkerRecord;
  /** As it was written, when that was in an older version of its type. */
  readonly original?: OriginalRecord;
}

export interface OriginalRecord {
  readonly v: number;
  readonly data: JsonObject;
}

export type LifeRecord =
  | {
      readonly type: "worker.spawned";
      readonly request: WorkerRequest;
      readonly parent?: WorkerId;
      /** The visit of the parent's workflow whose work it does. */
      readonly visit?: string;
      /** What the parent lent it of its budgets. */
      readonly slice?: Budgets;
      /** What it may use up at most, whatever it is lent. @default as its ceiling says */
      readonly cap?: Budgets;
    }
  /** The records before this one are another worker's; what follows is this worker's own. */
  | {
      readonly type: "worker.forked";
      readonly from: WorkerId;
      readonly atSeq: number;
      readonly name: string;
      readonly workspace: WorkspaceSpec;
      readonly ceiling: Ceiling;
      readonly by: string;
    }
  | {
      readonly type: "cycle.started";
      readonly cycle: number;
      /** What the model is told, carried artifacts included. */
      readonly input: string;
      /** The inputs it starts with; absent for the task itself. */
      readonly inputs?: readonly string[];
      /** Absent for the first cycle, which has nothing to carry. */
      readonly carry?: CycleCarry;
    }
  | {
      readonly type: "worker.waiting";
      readonly on: WaitingOn;
      readonly reason: string;
      /** It goes on by itself then. ISO 8601 UTC. */
      readonly wakeAt?: string;
      /** For `budget`: of what the next step needs more than there is. */
      readonly short?: readonly BudgetKind[];
    }
  /** Its time came, and it goes on. */
  | { readonly type: "worker.woken" }
  /** The stage failed in a way that another try may mend; it is tried again after `delayMs`. */
  | {
      readonly type: "stage.retrying";
      readonly attempt: number;
      readonly delayMs: number;
      /** ISO 8601 UTC. */
      readonly retryAt: string;
      readonly code: string;
      readonly reason: string;
    }
  | { readonly type: "worker.completed"; readonly result: string }
  | { readonly type: "worker.failed"; readonly code: string; readonly reason: string }
  | { readonly type: "worker.cancelled"; readonly by: string; readonly reason: string }
  | { readonly type: "worker.interrupted"; readonly by: string; readonly reason: string }
  | { readonly type: "worker.resumed"; readonly by: string }
  /** A person gave its work up: it may be removed for good. Whatever makes it go on takes that back. */
  | { readonly type: "worker.dropped"; readonly by: string; readonly reason: string }
  | ImportRecord
  /** Somebody asked for an end; the present step is cut short, the workspace kept, then it ends so. */
  | {
      readonly type: "worker.stopping";
      readonly to: "cancelled" | "interrupted";
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly type: "command.refused";
      readonly command: string;
      readonly commandId: string;
      readonly code: string;
      readonly reason: string;
    };

export type DriverRecord =
  | {
      readonly type: "driver.claimed";
      readonly epoch: number;
      readonly driver: DriverId;
      readonly pid: number;
    }
  | { readonly type: "driver.released"; readonly epoch: number; readonly reason: string };

export type WorkspaceRecord =
  | SetUpRecord
  /** What the sandbox really enforced when this worker began to act. */
  | { readonly type: "sandbox.reported"; readonly report: JsonObject }
  | { readonly type: "workspace.opened"; readonly workspace: OpenedWorkspace }
  /** Found again after a driver changed: as it was, or made again from the last checkpoint. */
  | { readonly type: "workspace.rebuilt"; readonly from: string; readonly lostCalls: readonly string[] }
  /** `checkpoint` absent: looked, and nothing had changed since the last one. */
  | { readonly type: "workspace.checkpointed"; readonly checkpoint?: Checkpoint }
  /** Somebody asked to give the directory up; it goes only if everything in it is kept elsewhere. */
  | { readonly type: "workspace.releasing"; readonly by: string }
  | {
      readonly type: "workspace.released";
      readonly removed: boolean;
      readonly reason: string;
      readonly keptRef?: string;
    };

export type TurnRecord =
  | {
      readonly type: "turn.requested";
      readonly turn: number;
      readonly attempt: number;
      readonly model: string;
      /** Chained over the whole prompt: H(previous digest, new messages). */
      readonly promptDigest: string;
      readonly promptMessages: number;
      /** Set aside of the budgets for this call; absent where nothing is limited. */
      readonly reserved?: Reservation;
    }
  | {
      readonly type: "turn.failed";
      readonly turn: number;
      readonly attempt: number;
      readonly error: ModelFailure;
      /** Absent when this was final. */
      readonly retryAfterMs?: number;
      /** For long delays: the worker rests until then. ISO 8601 UTC. */
      readonly retryAt?: string;
      readonly durationMs?: number;
    }
  /** Somebody cut the present turn short; calls that had not begun will not. */
  | { readonly type: "turn.interrupted"; readonly by: string; readonly reason: string }
  | {
      readonly type: "turn.completed";
      readonly turn: number;
      readonly attempt: number;
      readonly parts: readonly AssistantPart[];
      readonly finish: FinishReason;
      readonly usage: Usage;
      readonly cost: Cost;
      readonly durationMs: number;
      /** The model the provider says it was. */
      readonly servedBy?: string;
      readonly providerData?: Json;
    };

export const FINISH_REASONS = ["stop", "calls", "length", "content-filter", "other"] as const;
export type FinishReason = (typeof FINISH_REASONS)[number];
