import { rename } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { WorkerId } from "../../core/ids.ts";
import type {
  OpenedWorkspace,
  WorkspaceGit,
  WorkspaceMount,
  WorkspaceSpec,
} from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { baseStore } from "./base-store.ts";
import { copyIgnored } from "./copy-ignored.ts";
import { fillTree, type TreePlan } from "./fill-tree.ts";
import { checkIncludes, foldersOf, type Include, includeMounts } from "./includes.ts";
import { linkMounts } from "./linked/link-mounts.ts";
import { linkTree } from "./linked/link-tree.ts";
import { type OwnershipMarker, readMarker, writeMarker } from "./ownership-marker.ts";
import { pinBase, treeOf } from "./pin-base.ts";
import { poolPlace } from "./pool/pool-place.ts";
import { noteWanted } from "./pool/wanted-base.ts";
import { usableRepository, type WorktreeSpec } from "./repository-check.ts";
import { withLock } from "./repository-lock.ts";
import { removeQuietly, scratchPath, workerHome } from "./state-layout.ts";
import { vaultFor } from "./vault.ts";
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
  const usable = await usableRepository(context.sandbox, spec, "count", signal);
  const { found } = usable;
  const vault = vaultFor(context.layout, usable);
  const [includes, pinned] = await Promise.all([
    checkIncludes(context.sandbox, found, spec.include, signal),
    withLock(vault.lock, signal, () => pinBase(context, vault, usable, spec, worker, options)),
  ]);
  const tree = treeOf(vault.path, pinned.base);
  tree.catch(() => {}); // it is awaited when the files are there; until then nobody else hears of it
  const files = includes.filter(({ kind }) => kind === "file").map(({ path }) => path);
  const describe = async (draft: string): Promise<OwnershipMarker> => {
    const [{ uncommittedFiles }, baseTree] = await Promise.all([usable.workTree, tree]);
    await copyIgnored(context, found, draft, files, options);
    const git = {
      repo: found.top,
      vault: vault.path,
      base: pinned.base,
      baseTree,
      baseName: spec.base,
      uncommittedFiles,
      ...(files.length === 0 ? {} : { copied: files }),
      ...(spec.linked === true ? { linked: true } : {}),
    };
    const links = spec.linked === true ? linkMounts(found, "ro") : [];
    const linked = { repo: found.top, vault: vault.path, base: pinned.seen, draft };
    if (spec.linked === true) await linkTree(context, worker, linked, options);
    return { worker, spec, opened: openedAt(join(home, "tree"), git, pinned.seen, includes, links) };
  };
  const include = foldersOf(includes).map(({ path }) => path);
  const plan = { vault: vault.path, seen: pinned.seen, base: pinned.base, commit: pinned.base, include };
  const { opened } = await placeWorktree(context, worker, plan, describe, options);
  const wanted = { repo: found.top, base: spec.base, commit: pinned.seen, at: context.now() };
  await noteWanted(poolPlace(context.layout, vault.path), wanted);
  return opened;
}

/** The facts of a checkout at `tree`. */
export function openedAt(
  tree: string,
  git: WorkspaceGit,
  seen: string,
  includes: readonly Include[],
  further: readonly WorkspaceMount[] = [],
): OpenedWorkspace {
  const mounts: WorkspaceMount[] = [
    { path: tree, mode: "rw" },
    { path: join(baseStore(git.vault, seen), "objects"), mode: "ro" },
    ...includeMounts(tree, includes),
    ...further,
  ];
  return { kind: "worktree", root: tree, mounts, git };
}

/**
 * Makes the worker's directory beside its place, marker included, and moves it there (O2). `describe` is
 * called with the draft, filled by then.
 */
export async function placeWorktree(
  context: WorkspacesContext,
  worker: WorkerId,
  plan: Omit<TreePlan, "home" | "signal">,
  describe: (draft: string) => Promise<OwnershipMarker>,
  options: WorkspaceOptions,
): Promise<OwnershipMarker> {
  const home = workerHome(context.layout, worker);
  const draft = scratchPath(context.layout);
  try {
    await fillTree(context, { ...plan, home: draft, signal: options.signal });
    const marker = await describe(draft);
    await writeMarker(draft, marker);
    return await rename(draft, home).then(
      () => marker,
      async (error: unknown) => {
        // Someone who opened the same worker at the same time was first; his directory is as good.
        const first = await readMarker(home, worker);
        if (first === undefined) throw error;
        return first;
      },
    );
  } finally {
    await removeQuietly(draft);
  }
}

/** What a worker was opened as, when it was for the same spec. Rejects with `workspace-conflict` otherwise. */
export function openedBefore(marker: OwnershipMarker, spec: WorkspaceSpec): OpenedWorkspace {
  if (isDeepStrictEqual(marker.spec, spec)) return marker.opened;
  throw new LegateError(
    "workspace-conflict",
    `${marker.worker} was opened before with other settings; use another worker.`,
    {
      details: { worker: marker.worker, before: marker.spec, asked: spec },
    },
  );
}
