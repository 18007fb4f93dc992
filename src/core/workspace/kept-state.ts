import type { Checkpoint, WorkspaceGit, WorkspaceSpec } from "./workspace.ts";

/** What of a worktree was kept last, as a commit and its tree: the last checkpoint, else what it started from. */
export function keptState(git: WorkspaceGit, last: Checkpoint | undefined): KeptState {
  return last ?? git.start ?? { commit: git.base, tree: git.baseTree };
}

/** With what a checkout starts that derives from another one; nothing for any other place. */
export function derivedState(spec: WorkspaceSpec): KeptState | undefined {
  if (spec.kind !== "derived" || spec.from.git === undefined) return undefined;
  return keptState(spec.from.git, spec.checkpoint ?? undefined);
}

export type KeptState = Pick<Checkpoint, "commit" | "tree">;
