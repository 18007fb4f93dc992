import { lstat } from "node:fs/promises";
import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { isFailure } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { seenBase } from "./base-store.ts";
import { gitOf } from "./checkpoint.ts";
import { copyAgain } from "./copy-ignored.ts";
import { includesOf } from "./includes.ts";
import { layBackRemainder } from "./lay-back-remainder.ts";
import { type LinkedTree, linkTree } from "./linked/link-tree.ts";
import { placeWorktree } from "./open-worktree.ts";
import { readMarker } from "./ownership-marker.ts";
import { requireKept } from "./require-kept.ts";
import { retire, workerHome } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Finds a worker's directory, or makes it again from its last checkpoint, with the git data and the ignored
 * files that were kept of it; what is half there goes to the trash.
 */
export async function restoreWorktree(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  last: Checkpoint | undefined,
  options: WorkspaceOptions,
): Promise<"present" | "rebuilt"> {
  const git = gitOf(workspace);
  const home = workerHome(context.layout, worker);
  const marker = await readMarker(home, worker);
  if (marker !== undefined && (await isFolder(workspace.root))) return "present";
  const { commit } = keptState(git, last);
  const seen = seenBase(workspace);
  await requireKept(context.layout, git, seen, commit);
  if (marker !== undefined) await retire(context.layout, home);
  const include = includesOf(workspace).map(({ path }) => path);
  const spec = marker?.spec ?? {
    kind: "worktree" as const,
    repo: git.repo,
    base: git.baseName,
    include,
    includeUncommitted: false,
    ...(git.linked === undefined ? {} : { linked: git.linked }),
  };
  const plan = { vault: git.vault, seen, base: git.base, commit, include };
  const describe = async (draft: string) => {
    await copyAgain(context, git, draft, options);
    if (git.linked === true)
      await linkAgain(context, worker, { repo: git.repo, vault: git.vault, base: seen, draft }, options);
    // Last: what was committed while it was a private clone is in its archive, and takes the place of the link.
    await layBackRemainder(context, git.vault, worker, draft, options);
    return { worker, spec, opened: workspace };
  };
  await placeWorktree(context, worker, plan, describe, options);
  return "rebuilt";
}

/** What cannot be linked any more is a private clone: a worker does not hang on the user's repository. */
async function linkAgain(
  context: WorkspacesContext,
  worker: WorkerId,
  linked: LinkedTree,
  options: WorkspaceOptions,
): Promise<void> {
  try {
    await linkTree(context, worker, linked, options);
  } catch (error) {
    if (!isFailure(error) || error.code === "aborted") throw error;
    options.onProgress?.(`not linked to ${linked.repo}, but a clone of its own: ${error.message}`);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
