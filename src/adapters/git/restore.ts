import { lstat } from "node:fs/promises";
import { relative } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { baseStore, seenBase } from "./base-store.ts";
import { gitOf } from "./checkpoint.ts";
import { placeWorktree } from "./open-worktree.ts";
import { readMarker } from "./ownership-marker.ts";
import { retire, workerHome } from "./state-layout.ts";
import { hasCommit } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Finds a worker's directory, or makes it again from its last checkpoint; what is half there goes to the trash. */
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
  const commit = last?.commit ?? git.base;
  const seen = seenBase(workspace);
  const kept = await hasCommit(git.vault, commit).catch(() => false);
  if (!kept || !(await isFolder(baseStore(git.vault, seen)))) {
    throw new LegateError(
      "repository-unusable",
      `${commit} of ${worker} is not in the vault ${git.vault}; was the state directory moved?`,
    );
  }
  if (marker !== undefined) await retire(context.layout, home);
  const include = workspace.mounts.flatMap(({ at }) =>
    at === undefined ? [] : [relative(workspace.root, at)],
  );
  const spec = marker?.spec ?? {
    kind: "worktree" as const,
    repo: git.repo,
    base: git.baseName,
    include,
    includeUncommitted: false,
  };
  const plan = { vault: git.vault, seen, base: git.base, commit, include };
  await placeWorktree(context, worker, plan, async () => ({ worker, spec, opened: workspace }), options);
  return "rebuilt";
}

export async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
