/** How a worker's work becomes commits of the target: one commit, a merge of its checkpoints, or each of them anew. */
export const LANDING_STRATEGIES = ["squash", "merge", "rebase"] as const;
export type LandingStrategy = (typeof LANDING_STRATEGIES)[number];

/** Whose name a commit bears. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** What somebody wants to be done with a worker's work. */
export type LandingRequest = LandRequest | UndoRequest;

export interface LandRequest {
  readonly do: "land";
  readonly strategy: LandingStrategy;
  /** A branch by its short name; made when there is none. @default the branch the work was based on, else the one checked out */
  readonly onto?: string;
  /** Absolute: another clone of the repository, to land there. @default the repository it was taken from */
  readonly into?: string;
  /** Only these files and what lies below these folders, relative to the top. @default everything */
  readonly paths?: readonly string[];
  /** @default the first line of the worker's task */
  readonly message?: string;
  /** @default the committer */
  readonly author?: Person;
  /** @default what the user's git is configured with */
  readonly committer?: Person;
  /** Files that run later, as globs, for which the person said yes. */
  readonly accepted: readonly string[];
  /** The target must still be at this commit. @default wherever it is */
  readonly expect?: string;
}

/** Takes back the worker's last landing that was not taken back yet. */
export interface UndoRequest {
  readonly do: "undo";
  readonly committer?: Person;
}

/** What is about to be written, and by which it is recognised afterwards: the intent of a landing. */
export interface Landing {
  /** Top level of the user's repository, or the bare directory. */
  readonly repo: string;
  /** The whole name of the ref that moves: `refs/heads/…`. */
  readonly target: string;
  readonly strategy: LandingStrategy | "undo";
  /** Where the target was; null when it is made by this. */
  readonly from: string | null;
  /** Where it will be; null when it is removed by this (the undoing of a landing that made it). */
  readonly to: string | null;
  /** The work tree of the user's that has the target checked out, and follows. */
  readonly checkout?: string;
  /** What of the worker's landed: its checkpoint, and the tree of that (of a part: the rest as it was before). */
  readonly head: string;
  readonly tree: string;
  readonly paths?: readonly string[];
  /** The commit of the landing that this one takes back. */
  readonly undoes?: string;
}

/** Why nothing was written. */
export const LANDING_REFUSALS = [
  /** There is nothing that the target lacks. */
  "nothing-to-land",
  /** The merge has conflicts. */
  "conflicts",
  /** The target is checked out, and files there are in the way. */
  "dirty-target",
  /** The target is not where it was when this was computed, or asked for. */
  "moved-target",
  /** The target is in the middle of a merge, a rebase or the like. */
  "busy-target",
  /** There is no branch to land on, or no way to it. */
  "no-target",
  /** The work changes what only the user's own git can write: submodules, filtered files. */
  "not-landable",
  /** Files that run later need a person's yes. */
  "not-accepted",
  /** A rule forbids it. */
  "denied",
  /** git or the sandbox could not do it. */
  "failed",
  /** It broke off, and whether it was written cannot be seen. */
  "unknown",
] as const;
export type LandingRefusal = (typeof LANDING_REFUSALS)[number];

/** The short name of a branch, for people. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, "");
}
