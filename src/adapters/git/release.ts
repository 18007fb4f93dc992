import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { isFailure } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { baseStore, seenBase } from "./base-store.ts";
import { gitOf, keepFiles } from "./checkpoint.ts";
import { baseRef } from "./kept-refs.ts";
import { readMarker } from "./ownership-marker.ts";
import { giveBack } from "./pool/give-back.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import { retire, workerHome } from "./state-layout.ts";
import type { Snapshot } from "./take-snapshot.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Removes a worker's directory when everything in it is kept: its files in a checkpoint, and in its
 * own repository no commit, staged file or half-done operation that the vault lacks. What was
 * removed waits in the pool or in the trash; what is in doubt stays.
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
  if (marker === undefined) return { removed: true, reason: "It was removed before.", keptRef };
  const kept = await keepFiles(context, workspace, worker, { name: "release", last }, options);
  const ref = kept.changed?.ref ?? keptRef;
  const keep = (reason: string): Released => ({
    removed: false,
    reason: `${reason}; it stays at ${workspace.root}.`,
    keptRef: ref,
  });
  if (kept.ignored.count > 0) return keep(ignoredWords(kept.ignored));
  const doubt = await doubtAboutOwnRepository(context, workspace, worker, kept.tree, options);
  if (doubt !== undefined) return keep(doubt);
  await giveBack(context, marker);
  return { removed: true, reason: `Everything in it is kept in ${ref}.`, keptRef: ref };
}

export function ignoredWords({ count, sample }: Snapshot["ignored"]): string {
  return `It has ${count} files or folders that no commit holds (${sample.slice(0, 3).join(", ")})`;
}

interface Released {
  readonly removed: boolean;
  readonly reason: string;
  readonly keptRef?: string;
}

/** Removes a worker's directory, whatever is in it. What is not ours is refused, as everywhere. */
export async function abandonWorktree(
  { layout }: WorkspacesContext,
  worker: WorkerId,
): Promise<{ readonly removed: boolean; readonly reason: string }> {
  const home = workerHome(layout, worker);
  if ((await readMarker(home, worker)) === undefined)
    return { removed: true, reason: "It was removed before." };
  await retire(layout, home);
  return { removed: true, reason: "Its work was given up." };
}

/** What the worker's own `.git` may hold beside its files: asked in the sandbox, where it may lie but not act. */
export async function doubtAboutOwnRepository(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  tree: string,
  options: WorkspaceOptions,
): Promise<string | undefined> {
  const git = gitOf(workspace);
  const root = join(workerHome(context.layout, worker), "tree");
  try {
    const answer = await withScratch(context.layout, join(root, ".git/objects"), (scratch) =>
      sandboxedGit(context.sandbox, {
        what: "reading the worker's repository",
        script: OWN_REPOSITORY,
        cwd: root,
        env: {
          GIT_DIR: join(root, ".git"),
          GIT_WORK_TREE: root,
          GIT_INDEX_FILE: join(scratch, "index"),
          GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
          LEGATE_KNOWN: `${git.base}`,
          LEGATE_KNOWN_TREES: `${git.baseTree} ${tree}`,
        },
        mounts: [
          { path: root, mode: "ro" },
          { path: join(baseStore(git.vault, seenBase(workspace)), "objects"), mode: "ro" },
          { path: scratch, mode: "rw" },
        ],
        signal: options.signal,
      }),
    );
    return answer.trim() === "" ? undefined : answer.trim().split("\n").join("; ");
  } catch (error) {
    if (isFailure(error, "git-failed"))
      return "Its own repository cannot be read, so nobody knows what else it holds";
    throw error;
  }
}

const OWN_REPOSITORY = `
set -eu
if ! [ -e "$GIT_DIR" ]; then exit 0; fi
for state in MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD BISECT_LOG rebase-merge rebase-apply sequencer; do
  if [ -e "$GIT_DIR/$state" ]; then echo "It is in the middle of something ($state)"; fi
done
own=$(git rev-list --count --all --reflog HEAD --not "$LEGATE_KNOWN")
if [ "$own" != 0 ]; then echo "It has $own commits of its own"; fi
if [ -f "$GIT_DIR/index" ]; then
  cp "$GIT_DIR/index" "$GIT_INDEX_FILE"
  staged=$(git write-tree)
  head=$(git rev-parse --verify 'HEAD^{tree}')
  case " $LEGATE_KNOWN_TREES $head " in
    *" $staged "*) ;;
    *) echo "It has staged files that differ from the files themselves" ;;
  esac
fi
`;
