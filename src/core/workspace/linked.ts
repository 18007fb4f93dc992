import type { Ceiling } from "../policy/ceiling.ts";
import { levelWithin } from "../policy/side-effect-level.ts";
import type { WorkspaceSpec } from "./workspace.ts";
import type { WorkspaceCommand } from "./workspace-command.ts";

/** The furthest level of a worker in a linked worktree: at it no process of the worker runs. */
export const MOST_IN_LINKED = "workspace_write";

export interface LinkedQuestion {
  readonly workspace: WorkspaceSpec;
  readonly ceiling: Ceiling;
  readonly setUp?: readonly WorkspaceCommand[];
  readonly tearDown?: readonly WorkspaceCommand[];
}

/** Whether a workspace was asked for as a linked worktree of the user's repository. */
export function isLinked(workspace: WorkspaceSpec): boolean {
  return workspace.kind === "worktree" && workspace.linked === true;
}

/**
 * Why a worker may not work in the linked worktree that was asked for: a process in one could write a `.git` that the
 * user's own git follows. What it may hand on counts too, since a child can share the place. Nothing when it may.
 */
export function whyNotLinked({ workspace, ceiling, setUp, tearDown }: LinkedQuestion): string | undefined {
  if (!isLinked(workspace)) return undefined;
  for (const [side, { sideEffects }] of Object.entries({ use: ceiling.use, "hand on": ceiling.grant }))
    if (!levelWithin(sideEffects, MOST_IN_LINKED))
      return `A linked worktree is for workers that run no process, and this one may ${side} ${sideEffects}; take --policy edit or read-only, or leave --linked out.`;
  if ([...(setUp ?? []), ...(tearDown ?? [])].length > 0)
    return "A linked worktree is for workers that run no process, and this one has set-up or tear-down commands; leave them out, or --linked.";
  return undefined;
}
