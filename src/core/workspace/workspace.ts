/** Where a worker should act, as asked for. */
export type WorkspaceSpec =
  | { readonly kind: "none" }
  /** A path the caller owns; the worker changes it in place. */
  | { readonly kind: "directory"; readonly path: string }
  /** An isolated checkout of a git repository. */
  | {
      readonly kind: "worktree";
      /** Absolute path of the user's repository (its top level or anything below). */
      readonly repo: string;
      /** Any committish of that repository; pinned to a commit id when opened. @default HEAD */
      readonly base: string;
      /** Ignored folders of the user's repository to show read-only at the same place, and files to copy; relative. */
      readonly include: readonly string[];
      /** Start from a snapshot of the user's working tree instead of the plain base. */
      readonly includeUncommitted: boolean;
      /** A linked worktree of the user's repository, which is written for it. @default a private clone */
      readonly linked?: boolean;
    }
  /**
   * What another worker kept. Of a worktree: a checkout of its own with the same base, whose files start
   * at `checkpoint`, or where the other itself started when that is null. A directory is the same one, as
   * it is; of none comes none.
   */
  | { readonly kind: "derived"; readonly from: OpenedWorkspace; readonly checkpoint: Checkpoint | null };

/** What a workspace is once it is open. */
export type PlaceKind = Exclude<WorkspaceSpec["kind"], "derived">;

/** What a workspace will be once it is open: a derived one is what it derives from. */
export function placeKind(spec: WorkspaceSpec): PlaceKind {
  return spec.kind === "derived" ? spec.from.kind : spec.kind;
}

/** The folder of the caller's that a workspace is, or is a checkout of: a path in the repository, or its top. */
export function callersFolder(spec: WorkspaceSpec): string | undefined {
  switch (spec.kind) {
    case "none":
      return undefined;
    case "directory":
      return spec.path;
    case "worktree":
      return spec.repo;
    case "derived":
      return spec.from.kind === "directory" ? spec.from.root : spec.from.git?.repo;
  }
}

/** A workspace as it was opened: facts, recorded once, from which it is found again or rebuilt. */
export interface OpenedWorkspace {
  readonly kind: PlaceKind;
  /** Absolute canonical path at which the worker acts. */
  readonly root: string;
  /** What sandboxed commands see beside the system: the root first. Absolute canonical paths. */
  readonly mounts: readonly WorkspaceMount[];
  /** Only for `worktree`. */
  readonly git?: WorkspaceGit;
  /** Ports that no other worker here has. */
  readonly ports?: PortBlock;
}

export interface PortBlock {
  readonly first: number;
  readonly count: number;
}

export interface WorkspaceMount {
  readonly path: string;
  /** Where it appears inside. @default the same path */
  readonly at?: string;
  readonly mode: "ro" | "rw";
}

export interface WorkspaceGit {
  /** Top level (or bare directory) of the user's repository. */
  readonly repo: string;
  /** Our bare clone of it. */
  readonly vault: string;
  /** Commit id the work starts from, and its tree. */
  readonly base: string;
  readonly baseTree: string;
  /** What the caller named: a branch, a tag, a commit. */
  readonly baseName: string;
  /** Files changed in the user's working tree that the base does not have. */
  readonly uncommittedFiles: number;
  /** Ignored files of the user that were asked for by name, relative: every checkout gets copies. @default none */
  readonly copied?: readonly string[];
  /** Whether it was opened as a linked worktree of the user's repository. @default a private clone */
  readonly linked?: boolean;
  /** Where the files started, when that is not the base: what a derived worktree took over, under a ref of its own. */
  readonly start?: Checkpoint;
}

/** A kept state of a workspace: a commit in the vault. */
export interface Checkpoint {
  readonly commit: string;
  readonly tree: string;
  /** The append-only ref in the vault that keeps it reachable. */
  readonly ref: string;
  /** Ignored files present that the commit does not hold (a bounded list) and their number. */
  readonly ignored: { readonly count: number; readonly sample: readonly string[] };
}

/** One file in a difference between two states. */
export interface FileChange {
  readonly path: string;
  readonly status: "added" | "modified" | "deleted" | "renamed" | "mode-changed" | "type-changed";
  readonly from?: string;
  /** Lines added and removed; absent for binary files. */
  readonly added?: number;
  readonly removed?: number;
}
