import type { Checkpoint, WorkspaceGit } from "./workspace.ts";

/** What of a worktree was kept last, as a commit and its tree: the last checkpoint, else what it started from. */
export function keptState(git: WorkspaceGit, last: Checkpoint | undefined): KeptState {
  return last ?? git.start ?? { commit: git.base, tree: git.baseTree };
}

export type KeptState = Pick<Checkpoint, "commit" | "tree">;
