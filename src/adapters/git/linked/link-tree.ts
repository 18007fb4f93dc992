import { mkdir, rm, writeFile } from "node:fs/promises";
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
import { gitWithoutTree, linkMounts } from "./link-mounts.ts";

/**
 * Makes a checkout that nobody works in yet a linked worktree of the user's repository, detached at `base`.
 *
 * N1. All that is written of the repository is one new folder below its `worktrees`: no ref, no setting, no
 *     object. A sandboxed git writes it, without hooks, and the host only the pointer in our own tree.
 * N2. It is found again by the path it names, whatever git called it. One that is there is used as it is: it may
 *     know commits that somebody made in a tree that was deleted by hand.
 * N3. It is locked, since git takes one whose tree is gone for rubbish, and ours is made again.
 */
export async function linkTree(
  context: WorkspacesContext,
  worker: WorkerId,
  { repo, vault, base, draft }: LinkedTree,
  { signal }: WorkspaceOptions,
): Promise<void> {
  const found = await findRepository(repo);
  const [root, tree] = [join(workerHome(context.layout, worker), "tree"), join(draft, "tree")];
  const name = await withLock(lockOf(context.layout, vault), signal, () =>
    withScratch(context.layout, undefined, (scratch) =>
      entryFor(context, found, { root, base, draft, scratch }, signal),
    ),
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
  { sandbox }: WorkspacesContext,
  found: FoundRepository,
  {
    root,
    base,
    draft,
    scratch,
  }: { readonly root: string; readonly base: string; readonly draft: string; readonly scratch: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  const place = join(scratch, "place");
  await mkdir(place);
  const answer = await sandboxedGit(sandbox, {
    what: "linking a worktree",
    script: LINK,
    cwd: found.commonDir,
    env: {
      ...gitWithoutTree(found),
      LEGATE_ROOT: root,
      LEGATE_BASE: objectId(base, "the base"),
      LEGATE_INDEX: join(draft, "gitdir/index"),
      LEGATE_REASON: "A worker of Legate works here; legate release removes it.",
    },
    settings: { "worktree.useRelativePaths": "false", "core.logAllRefUpdates": "true" },
    mounts: [
      ...linkMounts(found, "rw"),
      { path: place, at: root, mode: "rw" },
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

const LINK = `
set -eu
for file in "$GIT_DIR"/worktrees/*/gitdir; do
  if [ -f "$file" ] && [ "$(cat "$file")" = "$LEGATE_ROOT/.git" ]; then
    basename "$(dirname "$file")"
    exit 0
  fi
done
git worktree add -q --no-checkout --detach --lock "$LEGATE_ROOT" "$LEGATE_BASE" >&2
entry=$(sed -n 's/^gitdir: //p' "$LEGATE_ROOT/.git")
printf '%s\\n' "$LEGATE_REASON" >"$entry/locked"
cp "$LEGATE_INDEX" "$entry/index"
GIT_DIR="$entry" GIT_WORK_TREE="$LEGATE_ROOT" git read-tree -m -i HEAD
basename "$entry"
`;
