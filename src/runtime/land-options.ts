import type { WorkerId } from "../core/ids.ts";
import type { LandRequest, Person } from "../core/landing/landing.ts";
import type { LandingReport } from "../ports/landings.ts";

export interface LandOptions {
  /**
   * `squash`: one commit, since checkpoints are many and say nothing to a reader. `merge`: a merge commit whose
   * second parent is the last checkpoint. `rebase`: a commit for each checkpoint. @default "squash"
   */
  readonly strategy?: LandRequest["strategy"];
  /**
   * A branch by its short name; made, from where the worker started, when there is none.
   * @default the branch that the work was based on by name, else the one that is checked out
   */
  readonly onto?: string;
  /** Another clone of the repository that the work is based on; absolute. @default the repository it was taken from */
  readonly into?: string;
  /** Only these files, and what lies below these folders. Relative to the top; only with `squash`. @default everything */
  readonly paths?: readonly string[];
  /** @default the first line of the worker's task; trailers are added */
  readonly message?: string;
  /** @default the committer */
  readonly author?: Person;
  /** @default what git is configured with, in the repository or by the user */
  readonly committer?: Person;
  /** Files that run later and were looked at: paths, or globs as in rules. @default none */
  readonly accept?: readonly string[];
  /** Refuse unless the branch is at this commit: what a dry run was about. @default wherever it is */
  readonly expect?: string;
  /** Only say what would happen. @default false */
  readonly dryRun?: boolean;
  /** @default "operator" */
  readonly by?: string;
  readonly signal?: AbortSignal;
}

export interface UndoLandingOptions extends Pick<LandOptions, "committer" | "dryRun" | "by" | "signal"> {}

/** What became of it, or would. Plain JSON. */
export interface LandResult extends LandingReport {
  readonly worker: WorkerId;
  readonly outcome: "landed" | "would-land" | "refused";
}

export function landRequest(options: LandOptions): LandRequest {
  const { strategy = "squash", accept = [], onto, into, paths, message, author, committer, expect } = options;
  return {
    do: "land",
    strategy,
    accepted: accept,
    ...(onto === undefined ? {} : { onto }),
    ...(into === undefined ? {} : { into }),
    ...(paths === undefined ? {} : { paths }),
    ...(message === undefined ? {} : { message }),
    ...(author === undefined ? {} : { author }),
    ...(committer === undefined ? {} : { committer }),
    ...(expect === undefined ? {} : { expect }),
  };
}
