import type { WorkerId } from "../ids.ts";
import { levelWithin } from "../policy/side-effect-level.ts";
import type { Worker } from "../worker/worker.ts";
import { placeKind } from "../workspace/workspace.ts";

/** Which files a session may change: none, those of a folder of the caller's, those of a checkout of its own. */
export const MUTATION_SCOPES = ["read_only", "apply_workspace", "apply_worktree"] as const;
export type MutationScope = (typeof MUTATION_SCOPES)[number];

/**
 * The identity under which a worker changes things. It follows from the worker's id, its parent's and its
 * present ceiling, so nobody can set it: no file, no snapshot, no worker.
 */
export interface MutationSession {
  readonly id: string;
  /** Of the worker that made this one. */
  readonly parent: string | null;
  readonly worker: WorkerId;
  readonly kind: "worker" | "delegated";
  readonly scope: MutationScope;
}

export function mutationSession(worker: Worker): MutationSession {
  const { id, parent } = worker;
  return {
    id: sessionOf(id),
    parent: parent === undefined ? null : sessionOf(parent),
    worker: id,
    kind: parent === undefined ? "worker" : "delegated",
    scope: scopeOf(worker),
  };
}

function sessionOf(worker: WorkerId): string {
  return `session_${worker.slice("worker_".length)}`;
}

function scopeOf({ ceiling, request }: Worker): MutationScope {
  if (levelWithin(ceiling.use.sideEffects, "read_only")) return "read_only";
  switch (placeKind(request.workspace)) {
    case "none":
      return "read_only";
    case "directory":
      return "apply_workspace";
    case "worktree":
      return "apply_worktree";
  }
}
