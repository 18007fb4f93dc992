import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OpenedWorkspace, WorkspaceGit } from "../../../core/workspace/workspace.ts";
import { isFailure } from "../../../ports/failure.ts";
import type { WorkspaceOptions } from "../../../ports/workspaces.ts";
import { seenBase } from "../base-store.ts";
import { doubtsIn, HALF_DONE, STAGED_ONLY } from "../doubt-scripts.ts";
import { readIfThere } from "../durable-file.ts";
import { findRepository } from "../find-repository.ts";
import { sandboxedGit, withScratch } from "../sandboxed-git.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { linkMounts } from "./link-mounts.ts";

/**
 * Whether a checkout is a linked worktree now: one that was made again without its repository is a private clone,
 * with git data in place of the link. One that lost its link still has its entry in the repository.
 */
export async function isLinkedNow({ git, root }: OpenedWorkspace): Promise<boolean> {
  if (git?.linked !== true) return false;
  return lstat(join(root, ".git")).then(
    (stats) => stats.isFile(),
    () => true,
  );
}

/**
 * What would be lost with the entry of a linked worktree: commits that no branch, tag or stash of the
 * repository has, staged files, something half done. The worker cannot have made any of it; whoever works in
 * the tree can. In words, and undefined when there is nothing.
 */
export async function doubtAboutLink(
  context: WorkspacesContext,
  workspace: OpenedWorkspace & { readonly git: WorkspaceGit },
  tree: string,
  { signal }: WorkspaceOptions,
): Promise<string | undefined> {
  const { git, root } = workspace;
  const entry = /^gitdir: (.+)\n$/.exec((await readIfThere(join(root, ".git"))) ?? "")?.[1] ?? "";
  try {
    const found = await findRepository(git.repo);
    if (dirname(entry) !== join(found.commonDir, "worktrees")) return NOT_OURS;
    if ((await readIfThere(join(entry, "gitdir"))) !== `${root}/.git\n`) return NOT_OURS;
    const answer = await withScratch(context.layout, join(found.commonDir, "objects"), (scratch) =>
      sandboxedGit(context.sandbox, {
        what: "reading a linked worktree",
        script: LOST_WITH_ENTRY,
        cwd: found.commonDir,
        env: {
          GIT_DIR: entry,
          GIT_COMMON_DIR: found.commonDir,
          GIT_INDEX_FILE: join(scratch, "index"),
          GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
          LEGATE_SCRATCH: scratch,
          LEGATE_KNOWN: seenBase(workspace),
          LEGATE_KNOWN_TREES: `${git.baseTree} ${tree}`,
        },
        mounts: [...linkMounts(found, "ro"), { path: scratch, mode: "rw" }],
        signal,
      }),
    );
    return doubtsIn(answer);
  } catch (error) {
    if (!isFailure(error) || error.code === "aborted") throw error;
    return "Its entry in the repository cannot be read, so nobody knows what else it holds";
  }
}

const NOT_OURS = "Its .git is not the link that was made for it";

/** Refs of a worktree's own (`refs/bisect`, `refs/worktree`, `refs/rewritten`) go with it and keep nothing. */
const LOST_WITH_ENTRY = `
set -eu
${HALF_DONE}
own='refs/\\(bisect\\|worktree\\|rewritten\\)/'
git for-each-ref --format='%(objectname) %(refname)' >"$LEGATE_SCRATCH/refs"
{
  echo HEAD
  if [ -f "$GIT_DIR/logs/HEAD" ]; then cut -d' ' -f2 "$GIT_DIR/logs/HEAD"; fi
  sed -n "s,^\\([0-9a-f]*\\) $own.*,\\1,p" "$LEGATE_SCRATCH/refs"
  sed -n "\\, $own,!s,^\\([0-9a-f]*\\) .*,^\\1,p" "$LEGATE_SCRATCH/refs"
  echo "^$LEGATE_KNOWN"
} >"$LEGATE_SCRATCH/revs"
lost=$(git rev-list --count --ignore-missing --stdin <"$LEGATE_SCRATCH/revs")
if [ "$lost" != 0 ]; then echo "It has $lost commits that no branch has"; fi
${STAGED_ONLY}`;
