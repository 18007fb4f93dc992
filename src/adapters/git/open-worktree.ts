import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { WorkerId } from "../../core/ids.ts";
import type { OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { fillTree } from "./fill-tree.ts";
import { hostGit } from "./hardened-git.ts";
import { checkIncludes, includeMounts } from "./includes.ts";
import { inspectWorkTree } from "./inspect-repository.ts";
import { baseRef, changeRefs, readRef } from "./kept-refs.ts";
import { objectId } from "./object-id.ts";
import { type OwnershipMarker, readMarker, writeMarker } from "./ownership-marker.ts";
import { type UsableRepository, usableRepository, type WorktreeSpec } from "./repository-check.ts";
import { withLock } from "./repository-lock.ts";
import { removeQuietly, scratchPath, workerHome } from "./state-layout.ts";
import { snapshotUncommitted } from "./uncommitted-snapshot.ts";
import { ensureCommit, ensureVault, type Vault, vaultFor } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Opens an isolated checkout for a worker, or answers what was opened before.
 *
 * O1. The base is pinned by a ref before anything is made from it; opening again after a crash starts
 *     from that ref, even when the branch has moved meanwhile.
 * O2. The directory is made beside and renamed into place, marker included: it is whole or absent.
 */
export async function openWorktree(
  context: WorkspacesContext,
  spec: WorktreeSpec,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<OpenedWorkspace> {
  const { signal } = options;
  const home = workerHome(context.layout, worker);
  const before = await readMarker(home, worker);
  if (before !== undefined) return openedBefore(before, spec);
  const usable = await usableRepository(context.sandbox, spec, signal);
  const { found } = usable;
  const vault = vaultFor(context.layout, usable);
  const [state, includes, base] = await Promise.all([
    inspectWorkTree(context.sandbox, found, signal),
    checkIncludes(context.sandbox, found, spec.include, signal),
    withLock(vault.lock, signal, () => pinBase(context, vault, usable, spec, worker, options)),
  ]);
  const tree = join(home, "tree");
  const opened: OpenedWorkspace = {
    kind: "worktree",
    root: tree,
    mounts: [
      { path: tree, mode: "rw" },
      { path: join(vault.path, "objects"), mode: "ro" },
      ...includeMounts(tree, includes),
    ],
    git: {
      repo: found.top,
      vault: vault.path,
      base,
      baseTree: await treeOf(vault.path, base),
      baseName: spec.base,
      uncommittedFiles: state.uncommittedFiles,
    },
  };
  const include = includes.map(({ path }) => path);
  await placeWorktree(context, { worker, spec, opened }, { base, commit: base, include }, options);
  return opened;
}

/** Makes the worker's directory beside its place, marker included, and moves it there (O2). */
export async function placeWorktree(
  context: WorkspacesContext,
  marker: OwnershipMarker,
  content: { readonly base: string; readonly commit: string; readonly include: readonly string[] },
  options: WorkspaceOptions,
): Promise<void> {
  const vault = marker.opened.git?.vault;
  if (vault === undefined) throw new Error("a worktree without a vault");
  const draft = scratchPath(context.layout);
  try {
    await mkdir(draft, { mode: 0o700 });
    await context.inCheckoutSlot(vault, () =>
      fillTree({ home: draft, vault, ...content, signal: options.signal }),
    );
    await writeMarker(draft, marker);
    await rename(draft, workerHome(context.layout, marker.worker)).catch(async (error: unknown) => {
      // Someone who opened the same worker at the same time was first; his directory is as good.
      if ((await readMarker(workerHome(context.layout, marker.worker), marker.worker)) === undefined)
        throw error;
    });
  } finally {
    await removeQuietly(draft);
  }
}

async function pinBase(
  context: WorkspacesContext,
  vault: Vault,
  usable: UsableRepository,
  spec: WorktreeSpec,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<string> {
  const pinned = await readRef(vault.path, baseRef(worker));
  if (pinned !== undefined) return pinned;
  await ensureVault(context.layout, vault, usable);
  await ensureCommit(context, vault, usable, options);
  const base = spec.includeUncommitted
    ? await snapshotUncommitted(context, vault.path, usable, options.signal)
    : usable.base;
  await changeRefs(vault.path, [{ ref: baseRef(worker), create: base }]);
  return base;
}

function openedBefore(marker: OwnershipMarker, spec: WorktreeSpec): OpenedWorkspace {
  if (isDeepStrictEqual(marker.spec, spec)) return marker.opened;
  throw new LegateError(
    "workspace-conflict",
    `${marker.worker} was opened before with other settings; use another worker.`,
    {
      details: { worker: marker.worker, before: marker.spec, asked: spec },
    },
  );
}

export async function treeOf(vault: string, commit: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`];
  const out = await hostGit({ gitDir: vault, args });
  return objectId(out.toString("utf8").trim(), `the tree of ${commit}`);
}
