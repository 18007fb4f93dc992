import { join } from "node:path";
import type { WorkerId } from "../../../core/ids.ts";
import type { WorkspaceGit } from "../../../core/workspace/workspace.ts";
import { isFailure } from "../../../ports/failure.ts";
import type { WorkspaceOptions } from "../../../ports/workspaces.ts";
import { findRepository } from "../find-repository.ts";
import { withLock } from "../repository-lock.ts";
import { sandboxedGit } from "../sandboxed-git.ts";
import { workerHome } from "../state-layout.ts";
import { lockOf } from "../vault.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { REMOVE_HALF_MADE } from "./half-made.ts";
import { gitWithoutTree, linkMounts } from "./link-mounts.ts";

/**
 * Takes the entry of a worker's linked worktree out of the repository, once its tree is gone. Only that one:
 * pruning would take others whose disk is not there just now. Answers why it is still there, in words, or
 * nothing. Repeated, it finds nothing to do.
 */
export async function unlinkTree(
  context: WorkspacesContext,
  worker: WorkerId,
  { repo, vault }: WorkspaceGit,
  { signal }: WorkspaceOptions,
): Promise<string | undefined> {
  const root = join(workerHome(context.layout, worker), "tree");
  try {
    const found = await findRepository(repo);
    await withLock(lockOf(context.layout, vault), signal, () =>
      sandboxedGit(context.sandbox, {
        what: "removing a linked worktree",
        script: UNLINK,
        cwd: found.commonDir,
        env: { ...gitWithoutTree(found), LEGATE_ROOT: root, LEGATE_WORKER: worker },
        mounts: linkMounts(found, "rw"),
        signal,
      }),
    );
    return undefined;
  } catch (error) {
    if (!isFailure(error) || error.code === "aborted") throw error;
    if (error.code === "bad-input" || error.code === "repository-unusable") return undefined; // it is gone with its entries
    return `Its entry in ${repo} is still there: git worktree unlock ${root}, then git worktree remove ${root}. ${error.message}`;
  }
}

/** Git removes an entry whose tree it does not see without looking any further. */
const UNLINK = `
set -eu
${REMOVE_HALF_MADE}
for file in "$GIT_DIR"/worktrees/*/gitdir; do
  if [ -f "$file" ] && [ "$(cat "$file")" = "$LEGATE_ROOT/.git" ]; then
    git worktree unlock "$LEGATE_ROOT" || :
    git worktree remove "$LEGATE_ROOT"
  fi
done
`;
