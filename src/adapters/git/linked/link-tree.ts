import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../../core/ids.ts";
import { LegateError } from "../../../ports/failure.ts";
import type { WorkspaceOptions } from "../../../ports/workspaces.ts";
import { type FoundRepository, findRepository } from "../find-repository.ts";
import { objectId } from "../object-id.ts";
import { withLock } from "../repository-lock.ts";
import { sandboxedGit, withScratch } from "../sandboxed-git.ts";
import { workerHome } from "../state-layout.ts";
import { lockOf } from "../vault.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { LOCKED_BY, REMOVE_HALF_MADE } from "./half-made.ts";
import { gitWithoutTree, linkMounts } from "./link-mounts.ts";

/**
 * Makes a checkout that nobody works in yet a linked worktree of the user's repository, detached at `base`.
 *
 * N1. All that is written of the repository is one new folder below its `worktrees`: no ref, no setting, no
 *     object. A sandboxed git writes it, without hooks, and the host only the pointer in our own tree.
 * N2. It is found again by the path it names, whatever git called it. One that is there is used as it is: it may
 *     know commits that somebody made in a tree that was deleted by hand.
 * N3. It is locked, since git takes one whose tree is gone for rubbish, and ours is made again.
 * N4. It bears the worker's name, and its index comes last but one and the reason of its lock last: one without
 *     both was never in use, and goes.
 */
export async function linkTree(
  context: WorkspacesContext,
  worker: WorkerId,
  { repo, vault, base, draft }: LinkedTree,
  { signal }: WorkspaceOptions,
): Promise<void> {
  const found = await findRepository(repo);
  const tree = join(draft, "tree");
  const name = await withLock(lockOf(context.layout, vault), signal, () =>
    withScratch(context.layout, undefined, async (scratch) => {
      try {
        return await entryFor(context, found, { worker, base, draft, scratch }, signal);
      } catch (error) {
        await removeHalfMade(context, found, worker).catch(() => {}); // why it broke off is to be told
        throw error;
      }
    }),
  );
  await rm(join(tree, ".git"), { recursive: true });
  await writeFile(join(tree, ".git"), `gitdir: ${join(found.commonDir, "worktrees", name)}\n`, {
    flag: "wx",
  });
}

export interface LinkedTree {
  /** Any path of the user's repository. */
  readonly repo: string;
  readonly vault: string;
  /** A commit that the repository has. */
  readonly base: string;
  /** Holds `tree` and `gitdir`, and will be renamed to the worker's place. */
  readonly draft: string;
}

async function entryFor(
  { sandbox, layout }: WorkspacesContext,
  found: FoundRepository,
  entry: Pick<LinkedTree, "base" | "draft"> & { readonly worker: WorkerId; readonly scratch: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  const { worker, base, draft, scratch } = entry;
  const answer = await sandboxedGit(sandbox, {
    what: "linking a worktree",
    script: LINK,
    cwd: found.commonDir,
    env: {
      ...gitWithoutTree(found),
      LEGATE_WORKER: worker,
      LEGATE_ROOT: join(workerHome(layout, worker), "tree"),
      LEGATE_SCRATCH: scratch,
      LEGATE_BASE: objectId(base, "the base"),
      LEGATE_INDEX: join(draft, "gitdir/index"),
      LEGATE_REASON: LOCKED_BY,
    },
    settings: { "worktree.useRelativePaths": "false", "core.logAllRefUpdates": "true" },
    mounts: [
      ...linkMounts(found, "rw"),
      { path: scratch, mode: "rw" },
      { path: join(draft, "gitdir"), mode: "ro" },
    ],
    signal,
  });
  const name = answer.trim();
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  throw new LegateError(
    "git-failed",
    `git made a worktree of ${found.top} under a name that is none: ${JSON.stringify(name)}.`,
  );
}

/** Nobody may come for it again: a worker that is closed meanwhile is not opened any more. */
async function removeHalfMade(
  { sandbox }: WorkspacesContext,
  found: FoundRepository,
  worker: WorkerId,
): Promise<void> {
  await sandboxedGit(sandbox, {
    what: "removing a half-made worktree",
    script: `set -eu\n${REMOVE_HALF_MADE}`,
    cwd: found.commonDir,
    env: { ...gitWithoutTree(found), LEGATE_WORKER: worker },
    mounts: linkMounts(found, "rw"),
    signal: undefined,
  });
}

const LINK = `
set -eu
${REMOVE_HALF_MADE}
for file in "$GIT_DIR"/worktrees/*/gitdir; do
  if [ -f "$file" ] && [ "$(cat "$file")" = "$LEGATE_ROOT/.git" ]; then
    basename "$(dirname "$file")"
    exit 0
  fi
done
git worktree add -q --no-checkout --detach --lock "$LEGATE_SCRATCH/$LEGATE_WORKER" "$LEGATE_BASE" >&2
entry=$(sed -n 's/^gitdir: //p' "$LEGATE_SCRATCH/$LEGATE_WORKER/.git")
printf '%s/.git\\n' "$LEGATE_ROOT" >"$entry/gitdir"
cp "$LEGATE_INDEX" "$LEGATE_SCRATCH/index"
GIT_DIR="$entry" GIT_INDEX_FILE="$LEGATE_SCRATCH/index" git read-tree -m -i HEAD
cp "$LEGATE_SCRATCH/index" "$entry/index.new"
mv "$entry/index.new" "$entry/index"
printf '%s\\n' "$LEGATE_REASON" >"$entry/locked" # N4
basename "$entry"
`;
