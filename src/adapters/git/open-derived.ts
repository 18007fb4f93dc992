import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type {
  Checkpoint,
  OpenedWorkspace,
  WorkspaceGit,
  WorkspaceSpec,
} from "../../core/workspace/workspace.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { seenBase } from "./base-store.ts";
import { gitOf } from "./checkpoint.ts";
import { copyAgain } from "./copy-ignored.ts";
import { includesOf } from "./includes.ts";
import { startRef } from "./kept-refs.ts";
import { openedAt, openedBefore, placeWorktree } from "./open-worktree.ts";
import { readMarker } from "./ownership-marker.ts";
import { treeOf } from "./pin-base.ts";
import { pinStart } from "./pin-start.ts";
import { openDirectory, openNone } from "./plain-workspaces.ts";
import { withLock } from "./repository-lock.ts";
import { requireKept } from "./require-kept.ts";
import { workerHome } from "./state-layout.ts";
import { lockOf } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

export type DerivedSpec = Extract<WorkspaceSpec, { kind: "derived" }>;

/** Opens what derives from another worker's workspace. The other is not needed for it, and may be gone. */
export async function openDerived(
  context: WorkspacesContext,
  spec: DerivedSpec,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<OpenedWorkspace> {
  switch (spec.from.kind) {
    case "none":
      return openNone(context.layout, worker);
    case "directory":
      return { ...(await openDirectory(spec.from.root)), mounts: spec.from.mounts };
    case "worktree":
      return openDerivedWorktree(context, spec, worker, options);
  }
}

/** Whether it could be opened; answers the commit that its work will be compared with. */
export async function checkDerived(
  context: WorkspacesContext,
  { from, checkpoint }: DerivedSpec,
): Promise<string | undefined> {
  if (from.kind === "directory") await openDirectory(from.root);
  if (from.kind !== "worktree") return undefined;
  const git = gitOf(from);
  await requireKept(context.layout, git, seenBase(from), keptState(git, checkpoint ?? undefined).commit);
  return git.base;
}

/**
 * O1 and O2 of a worktree hold, with the two refs that pin base and start in place of the one: from then
 * on nothing of it hangs on the other worker.
 */
async function openDerivedWorktree(
  context: WorkspacesContext,
  spec: DerivedSpec,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<OpenedWorkspace> {
  const home = workerHome(context.layout, worker);
  const before = await readMarker(home, worker);
  if (before !== undefined) return openedBefore(before, spec);
  const source = gitOf(spec.from);
  const seen = seenBase(spec.from);
  const { commit } = keptState(source, spec.checkpoint ?? undefined);
  const { vault, base } = source;
  await withLock(lockOf(context.layout, vault), options.signal, async () => {
    await requireKept(context.layout, source, seen, commit);
    await pinStart(vault, worker, base, commit);
  });
  const includes = includesOf(spec.from);
  const describe = async (draft: string) => {
    await copyAgain(context, source, draft, options);
    const own = unlinked(source);
    const git = commit === base ? withoutStart(own) : await startedAt(own, worker, commit);
    return { worker, spec, opened: openedAt(join(home, "tree"), git, seen, includes) };
  };
  const plan = { vault, seen, base, commit, include: includes.map(({ path }) => path) };
  return (await placeWorktree(context, worker, plan, describe, options)).opened;
}

/** A linked worktree is made on request only, and nobody asked for this one. */
function unlinked({ linked: _link, ...git }: WorkspaceGit): WorkspaceGit {
  return git;
}

function withoutStart({ start: _others, ...git }: WorkspaceGit): WorkspaceGit {
  return git;
}

/** A fresh checkout has no ignored files, whatever the other's had. */
async function startedAt(git: WorkspaceGit, worker: WorkerId, commit: string): Promise<WorkspaceGit> {
  const tree = await treeOf(git.vault, commit);
  const start: Checkpoint = { commit, tree, ref: startRef(worker), ignored: { count: 0, sample: [] } };
  return { ...git, start };
}
