import type { WorkerId } from "../core/ids.ts";
import type { Checkpoint, FileChange, OpenedWorkspace, WorkspaceSpec } from "../core/workspace/workspace.ts";
import type { PackedFiles } from "./packed-files.ts";

/**
 * Places to work.
 *
 * W1. Nothing of the caller's is written: not the repository, its refs, index, config or work tree
 *     (a `directory` is written by the worker's tools only).
 * W2. No work is lost: a directory is removed only when its present content is reachable from a kept
 *     ref; on any doubt it stays. What a person gave up is the one exception (`abandon`, `forget`).
 * W3. Every operation may be repeated after a crash at any point of it: it finishes the job or finds
 *     it done. A path is used only with our ownership marker for this worker.
 */
export interface Workspaces {
  /**
   * Whether this could be opened, before a worker is made of it: rejects with `repository-unusable`
   * or `bad-input` (what, which, what now). Answers what a person should know first.
   */
  check(spec: WorkspaceSpec): Promise<WorkspaceCheck>;

  /** Opens it for a worker. Called again after a crash it answers the same. */
  open(spec: WorkspaceSpec, worker: WorkerId, options: WorkspaceOptions): Promise<OpenedWorkspace>;

  /** Makes sure that an opened workspace is still there; else makes it again from `last` (or where it started). */
  restore(
    workspace: OpenedWorkspace,
    worker: WorkerId,
    last: Checkpoint | undefined,
    options: WorkspaceOptions,
  ): Promise<"present" | "rebuilt">;

  /**
   * Keeps the present content as a commit under a fresh, append-only ref. Answers nothing when
   * nothing changed since `last` (or the start), or when the kind has no checkpoints.
   * `seq` is the journal position it belongs to and part of the ref's name.
   */
  checkpoint(
    workspace: OpenedWorkspace,
    worker: WorkerId,
    at: { readonly seq: number; readonly last: Checkpoint | undefined },
    options: WorkspaceOptions,
  ): Promise<Checkpoint | undefined>;

  /**
   * From `since` to `checkpoint`: the files and the patch. Without `since` from the base, so that a derived
   * workspace shows what it took over too; without `checkpoint` to where the workspace started.
   */
  diff(
    workspace: OpenedWorkspace,
    checkpoint: Checkpoint | undefined,
    since?: Checkpoint,
  ): Promise<WorkspaceDiff>;

  /**
   * Writes the files of a `worktree` as they were kept into a folder that is not there yet, or is empty:
   * plain files, no repository. The folder is whole or as it was. Rejects with `bad-input` when something
   * is there, and with `not-allowed-now` for kinds that keep nothing, or when there is no remainder to write.
   */
  writeOut(
    workspace: OpenedWorkspace,
    worker: WorkerId,
    asked: KeptFilesAsked,
    options: WorkspaceOptions,
  ): Promise<WrittenOut>;

  /**
   * Brings what another worker of the same repository changed since it started into the files of this one, by a
   * merge of three trees. `last` is this one's last checkpoint; a file that is not as kept there is not written
   * over. All of it or nothing; done twice it is done once. Rejects with `bad-input` for work on another
   * repository, and with `git-failed` when the files here are not those that were kept.
   */
  takeIn(
    workspace: OpenedWorkspace,
    last: Checkpoint | undefined,
    other: WorkOfAnother,
    options: WorkspaceOptions,
  ): Promise<TakenIn>;

  /**
   * Removes the directory if, and only if, everything in it is kept; says what it did and why, and which
   * checkpoint it made when the files had changed since the last one.
   */
  release(
    workspace: OpenedWorkspace,
    worker: WorkerId,
    last: Checkpoint | undefined,
    options: WorkspaceOptions,
  ): Promise<{
    readonly removed: boolean;
    readonly reason: string;
    readonly keptRef?: string;
    readonly checkpoint?: Checkpoint;
  }>;

  /**
   * What is in its directory here, and whether there, or under its refs, is more than `last` and where it
   * started; nothing when there is neither a directory nor more. Changes nothing.
   */
  inspect(
    workspace: OpenedWorkspace,
    worker: WorkerId,
    last: Checkpoint | undefined,
    options: WorkspaceOptions,
  ): Promise<WorkspaceContents | undefined>;

  /**
   * Removes the directory whatever is in it: only for work that a person gave up. Like every removal only
   * with our ownership marker; a `directory` stays.
   */
  abandon(
    workspace: OpenedWorkspace,
    worker: WorkerId,
  ): Promise<{ readonly removed: boolean; readonly reason: string }>;

  /** The workers for which something is kept, in whatever state they are or were. */
  kept(): Promise<readonly WorkerId[]>;

  /**
   * Lets go of what is kept for workers that no store knows any more, and answers with how many refs that
   * were. One for whom something was kept anew at or after `before` (ISO 8601 UTC) is left as it is.
   */
  forget(workers: readonly WorkerId[], before: string): Promise<number>;

  /**
   * All that is kept of a `worktree` worker: the files of its base and every checkpoint. Rejects with
   * `not-allowed-now` for other kinds, which keep nothing. Dispose it once it was read.
   */
  pack(
    workspace: OpenedWorkspace,
    worker: WorkerId,
    last: Checkpoint | undefined,
    options: WorkspaceOptions,
  ): Promise<PackedFiles & AsyncDisposable>;

  /**
   * Keeps here what was packed elsewhere, and answers where the worker will act; `restore` makes its
   * directory. Everything is checked: each object, each link, each name. Rejects with `bad-input` for
   * what is malformed or not what it claims, and with `workspace-conflict` when the worker has a
   * directory here already; then nothing is kept.
   */
  unpack(
    files: PackedFiles,
    worker: WorkerId,
    place: UnpackPlace,
    options: WorkspaceOptions,
  ): Promise<OpenedWorkspace>;
}

/** A worker's place, and what was kept of it last. */
export interface WorkOfAnother {
  readonly workspace: OpenedWorkspace;
  readonly checkpoint: Checkpoint | undefined;
}

/** Which files changed here; or which paths both changed in ways that do not go together, and then nothing did. */
export type TakenIn =
  | { readonly ok: true; readonly files: readonly FileChange[] }
  | { readonly ok: false; readonly paths: readonly string[] };

export interface KeptFilesAsked {
  /** `newest`: also what a release kept after the last checkpoint; undefined: where the workspace started. */
  readonly checkpoint: Checkpoint | "newest" | undefined;
  /** Absolute. */
  readonly to: string;
  /** A file that is not there yet, absolute, for an archive of what no commit of the files holds. @default none */
  readonly remainderTo?: string;
}

export interface WrittenOut {
  readonly path: string;
  readonly commit: string;
  /** The ref of what is kept beside the newest files: git data, ignored files. Absent when there is nothing. */
  readonly remainder?: string;
}

export interface UnpackPlace {
  /** Names what is unpacked: the same worker and key are kept once. */
  readonly key: string;
  /** The repository here that it belongs to. @default none: what is kept stands for it */
  readonly repo?: string;
}

export interface WorkspaceContents {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** What is more than that, in words. */
  readonly unkept?: string;
  /** The commit that keeps git data and ignored files beside the newest files. Absent when there is none. */
  readonly remainder?: string;
}

export interface WorkspaceOptions {
  readonly signal?: AbortSignal;
  /** One line of progress at a time, for long work. */
  readonly onProgress?: (line: string) => void;
}

export interface WorkspaceCheck {
  /** Files changed in the user's work tree that the base would lack. */
  readonly uncommittedFiles: number;
  /** Ignored folders that commands will probably need (e.g. `node_modules`): candidates for `include`. */
  readonly suggestedIncludes: readonly string[];
  /** Commit the base names now. */
  readonly base?: string;
  /** Of a `directory` its path without links: what is recorded, since a link on it may be changed later. */
  readonly directory?: string;
}

export interface WorkspaceDiff {
  readonly files: readonly FileChange[];
  /** As bytes, since files need not be text; `git apply` takes it as it is, binary files included. */
  readonly patch: Uint8Array;
}
