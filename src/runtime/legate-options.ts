import type { WorkerId } from "../core/ids.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import type { ApprovalPolicy } from "../core/policy/approval-policy.ts";
import type { Budgets } from "../core/policy/capability-policy.ts";
import type { CarryPolicy } from "../core/worker/carry.ts";
import type { SendMode } from "../core/worker/command.ts";
import type { StatusName } from "../core/worker/status.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { LiveEvent } from "../ports/presence.ts";

export interface OverlapOptions {
  /** Two or more. @default all with unlanded work */
  readonly workers?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ReleaseResult {
  readonly removed: boolean;
  readonly reason: string;
}

export interface SpawnOptions {
  readonly signal?: AbortSignal;
  /** How long looking at the repository and all else that comes before the first record may take. @default 30000 */
  readonly timeoutMs?: number;
  /**
   * `here`: this instance drives it. `anyone`: left to whichever driver comes first.
   * @default what the instance was created with
   */
  readonly drive?: "here" | "anyone";
}

export interface ListFilter {
  readonly statuses?: readonly StatusName[];
  readonly name?: string;
  readonly model?: string;
  /** The direct children of this worker. */
  readonly parent?: string;
  /** This worker and everything below it. */
  readonly under?: string;
  /** @default "oldest" */
  readonly order?: "oldest" | "newest";
  /** The page after this worker, in that order: `next` of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

export interface ArtifactFilter {
  /** Only these; short names such as `file` count. @default any kind */
  readonly kind?: string;
  /** Those of everything below the worker, too. @default false */
  readonly tree?: boolean;
}

export interface KnownWorker {
  readonly id: WorkerId;
  readonly name: string;
  readonly parent: WorkerId | null;
}

export interface WorkerPage {
  readonly workers: readonly WorkerSummary[];
  /** Give it as `after` for the next page; absent on the last. */
  readonly next?: WorkerId;
}

export interface SendOptions {
  /** For a running worker. @default "steer" */
  readonly mode?: SendMode;
  /** What the cycle that starts with it takes along. @default what the worker was spawned with */
  readonly carry?: CarryPolicy;
  /** The step of its workflow (or the visit of it) that this answers, where several asked for help. @default the only one */
  readonly visit?: string;
  /** @default "operator" */
  readonly by?: string;
  readonly signal?: AbortSignal;
}

export interface ForkOptions {
  /** The last record that the copy shares. @default all of them */
  readonly atSeq?: number;
  /** @default the other's name with `-fork` */
  readonly name?: string;
  /** Starts a cycle with it. */
  readonly text?: string;
  /** @default "operator" */
  readonly by?: string;
}

export interface RestoreOptions {
  /** Absolute. */
  readonly to: string;
  /** The files as they were at this record. @default the newest that are kept */
  readonly atSeq?: number;
  /**
   * A file that is not there yet, absolute: gets a tar archive of what no commit of the files holds, its own git
   * data and ignored files. Only with the newest files. @default none
   */
  readonly remainderTo?: string;
  readonly signal?: AbortSignal;
}

export interface RestoredFiles {
  readonly worker: WorkerId;
  /** The record up to which its journal was read. */
  readonly seq: number;
  readonly path: string;
  /** What the files are, in the vault. */
  readonly commit: string;
  /** Files that were there, and that no commit holds. */
  readonly ignored: { readonly count: number; readonly sample: readonly string[] };
  /** The ref of what is kept beside the newest files. Absent when there is nothing. */
  readonly remainder?: string;
}

export interface ResumeOptions {
  /** @default "operator" */
  readonly by?: string;
  readonly budgets?: Partial<Budgets>;
  readonly signal?: AbortSignal;
}

export interface NarrowOptions {
  /** Judge their calls beside the rules they have: the strictest counts. @default no further rules */
  readonly approvals?: readonly ApprovalPolicy[];
  /** @default "operator" */
  readonly by?: string;
  readonly reason?: string;
  readonly signal?: AbortSignal;
}

export interface WaitOptions {
  /** How many must rest. @default "all" */
  readonly mode?: "all" | "any" | number;
  /** @default no limit */
  readonly timeoutMs?: number;
  /**
   * Only a rest after this point counts: `cursor` of the wait before. So one that was seen at rest is not
   * seen again, and none is missed between two waits. @default any rest counts
   */
  readonly since?: number;
  /** `rest` counts waiting for a person as rest, `settled` does not. @default "rest" */
  readonly until?: "rest" | "settled";
  readonly signal?: AbortSignal;
}

export interface WaitResult {
  /** True when as many rest as were asked for; false when time ran out. */
  readonly done: boolean;
  /** Up to where this looked: `since` of the next wait. */
  readonly cursor: number;
  /** In the order asked. */
  readonly workers: readonly (WorkerSummary & { readonly resting: boolean })[];
}

export interface StopOptions {
  /** @default "operator" */
  readonly by?: string;
  readonly reason?: string;
  /** How long to wait for the end before returning the worker as it is then. @default 30000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface AnswerOptions {
  /** Id of the question or of its call. @default the only open one */
  readonly approval?: string;
  /** Who answers. @default "operator" */
  readonly by?: string;
  /** Through what, e.g. `cli`. @default "library" */
  readonly surface?: string;
  readonly signal?: AbortSignal;
}

export interface EventOptions {
  readonly afterSeq?: number;
  /** @default true */
  readonly follow?: boolean;
  /** Live text and output between records. @default true */
  readonly live?: boolean;
  readonly signal?: AbortSignal;
}

export interface HostEventOptions {
  /** The last position that the host has heard. @default 0: from the beginning */
  readonly after?: number;
  /** @default true */
  readonly follow?: boolean;
  /** Only this worker and everything below it. @default all workers */
  readonly under?: string;
  /** The host's name for the conversation. @default "" */
  readonly sessionId?: string;
  /** What the host runs, when it is a program of Harn's. @default nothing */
  readonly script?: string;
  readonly signal?: AbortSignal;
}

export interface TellHostOptions extends HostEventOptions {
  /** Hears why the host did not take an event, which is then told again. @default nobody */
  readonly report?: (error: unknown) => void;
}

export type WorkerEvent =
  | { readonly kind: "record"; readonly worker: WorkerId; readonly record: StoredRecord }
  | { readonly kind: "live"; readonly event: LiveEvent };
