import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { gitOf, keepFiles } from "./checkpoint.ts";
import { baseRef, headRef, readRef } from "./kept-refs.ts";
import { unlinkTree } from "./linked/unlink-tree.ts";
import { readMarker } from "./ownership-marker.ts";
import { treeOf } from "./pin-base.ts";
import { giveBack } from "./pool/give-back.ts";
import { isFolder, restoreWorktree } from "./restore.ts";
import { retire, workerHome } from "./state-layout.ts";
import type { Snapshot } from "./take-snapshot.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Removes a worker's directory when everything in it is kept: its files in a checkpoint, and what no
 * commit of them holds in an archive beside it. What was removed waits in the pool or in the
 * trash; what could not be kept stays.
 */
export async function releaseWorktree(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  last: Checkpoint | undefined,
  options: WorkspaceOptions,
): Promise<Released> {
  const home = workerHome(context.layout, worker);
  const keptRef = last?.ref ?? gitOf(workspace).start?.ref ?? baseRef(worker);
  const marker = await readMarker(home, worker);
  const unlink = () => unlinked(context, workspace, worker, options);
  if (marker === undefined) {
    const left = await unlink();
    const checkpoint = await keptUnheard(gitOf(workspace), worker, last);
    const kept = checkpoint === undefined ? { keptRef } : { keptRef: checkpoint.ref, checkpoint };
    return { removed: true, reason: `It was removed before.${left}`, ...kept };
  }
  if (!(await isFolder(workspace.root))) {
    if (workspace.git?.linked !== true) return goneByHand(context, worker, keptRef);
    await restoreWorktree(context, workspace, worker, last, options); // what its entry knows is looked at as ever
  }
  const at = { name: "release", last, whole: true };
  const { changed, remainder } = await keepFiles(context, workspace, worker, at, options);
  const files = changed?.ref ?? keptRef;
  const checkpoint = changed === undefined ? {} : { checkpoint: changed };
  if (remainder.lacks !== undefined) {
    const reason = `${remainder.lacks}; it stays at ${workspace.root}.`;
    return { removed: false, reason, keptRef: files, ...checkpoint };
  }
  await giveBack(context, marker);
  const refs = remainder.ref === undefined ? files : `${files} and ${remainder.ref}`;
  const reason = `Everything in it is kept in ${refs}.${await unlink()}`;
  return { removed: true, reason, keptRef: files, ...checkpoint };
}

/** What was in it since the last checkpoint is nowhere; the rest of the directory has nothing of the worker's. */
async function goneByHand(
  { layout }: WorkspacesContext,
  worker: WorkerId,
  keptRef: string,
): Promise<Released> {
  await retire(layout, workerHome(layout, worker));
  return { removed: true, reason: `Its files were gone already; they are kept in ${keptRef}.`, keptRef };
}

/** The checkpoint of a release that removed the directory and was killed before anybody heard of it. */
async function keptUnheard(
  git: WorkspaceGit,
  worker: WorkerId,
  last: Checkpoint | undefined,
): Promise<Checkpoint | undefined> {
  const commit = await readRef(git.vault, headRef(worker));
  if (commit === undefined) return undefined;
  const tree = await treeOf(git.vault, commit);
  if (tree === keptState(git, last).tree) return undefined;
  return { commit, tree, ref: headRef(worker), ignored: { count: 0, sample: [] } };
}

export function ignoredWords({ count, sample }: Snapshot["ignored"]): string {
  return `It has ${count} files or folders that no commit holds (${sample.slice(0, 3).join(", ")})`;
}

interface Released {
  readonly removed: boolean;
  readonly reason: string;
  readonly keptRef?: string;
  readonly checkpoint?: Checkpoint;
}

/** What is still to be said of the entry in the user's repository, if there was one: it goes after the tree. */
async function unlinked(
  context: WorkspacesContext,
  { git }: OpenedWorkspace,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<string> {
  const left = git?.linked === true ? await unlinkTree(context, worker, git, options) : undefined;
  return left === undefined ? "" : ` ${left}`;
}

/** Removes a worker's directory, whatever is in it. What is not ours is refused, as everywhere. */
export async function abandonWorktree(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
): Promise<{ readonly removed: boolean; readonly reason: string }> {
  const { layout } = context;
  const home = workerHome(layout, worker);
  const isThere = (await readMarker(home, worker)) !== undefined;
  if (isThere) await retire(layout, home);
  const left = await unlinked(context, workspace, worker, {});
  return { removed: true, reason: `${isThere ? "Its work was given up." : "It was removed before."}${left}` };
}
