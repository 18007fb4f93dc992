import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import { isFailure } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { baseStore, seenBase } from "./base-store.ts";
import { doubtsIn, HALF_DONE, STAGED_ONLY } from "./doubt-scripts.ts";
import { doubtAboutLink, isLinkedNow } from "./linked/doubt-about-link.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import { workerHome } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** What the worker's own `.git` may hold beside its files: asked in the sandbox, where it may lie but not act. */
export async function doubtAboutOwnRepository(
  context: WorkspacesContext,
  workspace: OpenedWorkspace & { readonly git: WorkspaceGit },
  worker: WorkerId,
  tree: string,
  options: WorkspaceOptions,
): Promise<string | undefined> {
  if (await isLinkedNow(workspace)) return doubtAboutLink(context, workspace, tree, options);
  const { git } = workspace;
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
    return doubtsIn(answer);
  } catch (error) {
    if (isFailure(error, "git-failed"))
      return "Its own repository cannot be read, so nobody knows what else it holds";
    throw error;
  }
}

const OWN_REPOSITORY = `
set -eu
if ! [ -e "$GIT_DIR" ]; then exit 0; fi
${HALF_DONE}
own=$(git rev-list --count --all --reflog HEAD --not "$LEGATE_KNOWN")
if [ "$own" != 0 ]; then echo "It has $own commits of its own"; fi
${STAGED_ONLY}`;
