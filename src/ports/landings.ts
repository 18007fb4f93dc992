import type { WorkerId } from "../core/ids.ts";
import type { FlaggedPath } from "../core/landing/land-rules.ts";
import type {
  Landing,
  LandingRefusal,
  LandingRequest,
  LandingStrategy,
  LandRequest,
} from "../core/landing/landing.ts";
import type { ApprovalPolicy } from "../core/policy/approval-policy.ts";
import type { KeptState } from "../core/workspace/kept-state.ts";
import type { FileChange, OpenedWorkspace } from "../core/workspace/workspace.ts";

/**
 * Brings what workers kept into the repositories they were taken from.
 *
 * L1. This is the only way in which anything of the user's repository is written.
 * L2. Everything is computed outside of it. What is written are new objects, one ref by compare-and-swap, and the
 *     work tree that has it checked out, whose files in the way are never overwritten.
 * L3. One landing at a time on one target, over all processes of this machine.
 * L4. Nothing is written before `intend` has resolved; what was intended is recognised afterwards by `settle`.
 */
export interface Landings {
  /** What a landing would do now. Writes nothing outside of the state directory. */
  plan(subject: LandingSubject, request: LandingRequest, options: LandingOptions): Promise<LandingReport>;

  /**
   * Does it: computed anew, as the target is by then. `intend` is told what is about to be written, and
   * makes it durable; when it rejects, nothing is written. Rejects with `git-failed`, `sandbox-unavailable`,
   * `timed-out` or `aborted` when nobody knows yet what was written: then it is to be settled.
   */
  land(
    subject: LandingSubject,
    request: LandingRequest,
    intend: (landing: Landing) => Promise<void>,
    options: LandingOptions,
  ): Promise<LandingReport>;

  /**
   * What became of a landing that broke off after it was intended, by looking at the target. One that was not
   * written is not written by this; files of a checkout that had followed already go back.
   */
  settle(worker: WorkerId, landing: Landing, options: LandingOptions): Promise<SettledLanding>;

  /** The same as a patch for the target as it is now, for `git am` or `git apply`. Writes nothing. */
  patch(subject: LandingSubject, request: LandRequest, options: LandingOptions): Promise<LandingPatch>;

  /** The files that both changed, and which of them would not merge. They share a vault. Writes nothing. */
  compare(one: ComparedWork, other: ComparedWork, options: LandingOptions): Promise<readonly MergeConflict[]>;
}

/** Whose work is meant, and what is known of it. */
export interface LandingSubject {
  readonly worker: WorkerId;
  readonly task: string;
  readonly model: string;
  readonly workspace: OpenedWorkspace;
  /** Its last checkpoint, or what it started from. */
  readonly head: KeptState;
  /** What of it landed and was not taken back, oldest first. */
  readonly landed: readonly Landing[];
  /** Its rules, the operator's first. */
  readonly rules: readonly ApprovalPolicy[];
}

export type ComparedWork = Pick<LandingSubject, "worker" | "workspace" | "head">;

export interface LandingOptions {
  readonly signal?: AbortSignal;
}

/** Plain JSON. */
export interface LandingReport {
  readonly strategy: LandingStrategy | "undo";
  readonly target: LandingTarget | null;
  /** The commit that the target is at afterwards; null when it is not written, or when the branch is removed. */
  readonly commit: string | null;
  /** What changes in the target. */
  readonly files: readonly FileChange[];
  /** Files that run later, and what rules say. */
  readonly flagged: readonly FlaggedPath[];
  readonly conflicts: readonly MergeConflict[];
  /** Paths of the checkout that would be overwritten. */
  readonly inTheWay: readonly string[];
  /** Why it does not land; null when it does. */
  readonly refusal: LandingRefused | null;
}

export interface LandingRefused {
  readonly code: LandingRefusal;
  /** What, and what to do now. */
  readonly reason: string;
}

export interface LandingTarget {
  /** Top level of the repository, or the bare directory. */
  readonly repo: string;
  readonly branch: string;
  /** The whole name. */
  readonly ref: string;
  /** Where it is; null when it does not exist yet. */
  readonly tip: string | null;
  /** The work tree that has it checked out. */
  readonly checkout: string | null;
}

/** One path that git could not merge, with the three sides of it. */
export interface MergeConflict {
  readonly path: string;
  /** In git's words: `contents`, `modify/delete`, `rename/rename`, `add/add`, `file/directory`, … */
  readonly kind: string;
  readonly message: string;
  /** What both sides came from; absent where there was no such file. */
  readonly base?: ConflictSide;
  /** The target's. */
  readonly ours?: ConflictSide;
  /** The worker's. */
  readonly theirs?: ConflictSide;
  /** The file with all three sides marked in it, where it is text and not longer than 64 KiB. */
  readonly merged?: string;
}

export interface ConflictSide {
  /** As git writes it: `100644`, `100755`, `120000`. */
  readonly mode: string;
  /** Id of the object. */
  readonly id: string;
}

export type SettledLanding =
  | { readonly landed: true }
  | { readonly landed: false; readonly refusal: LandingRefused };

export interface LandingPatch {
  readonly report: LandingReport;
  /** Empty when the report refuses. */
  readonly patch: Uint8Array;
}
