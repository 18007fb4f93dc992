import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, cp, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hostGit } from "../hardened-git.ts";
import { layOutTrusted } from "../prepare-tree.ts";
import { removeQuietly, type StateLayout, scratchPath } from "../state-layout.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { makeSlot, moved } from "./make-slot.ts";
import type { PoolPlace } from "./pool-place.ts";

/** Whether files below the state directory can share their blocks with copies of them: tried, not guessed. */
export async function canShareBlocks(layout: StateLayout): Promise<boolean> {
  const folder = scratchPath(layout);
  try {
    await mkdir(folder);
    await writeFile(join(folder, "one"), "x".repeat(8192));
    await copyFile(join(folder, "one"), join(folder, "two"), SHARED);
    return true;
  } catch {
    return false;
  } finally {
    await removeQuietly(folder);
  }
}

/**
 * Makes a slot that shares its blocks with another of the same commit, so that it takes next to no disk.
 * That one is out of the pool meanwhile, so that nobody changes it. Only under the pool's lock.
 *
 * @param options.mode as of `copyFile`. @default to share blocks, or fail
 */
export async function copySlot(
  context: WorkspacesContext,
  place: PoolPlace,
  { name, commit }: { readonly name: string; readonly commit: string },
  options: { readonly mode?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { mode = SHARED, signal } = options;
  await makeSlot(context, place, commit, signal, async (home) => {
    const source = `${place.drafts}${randomUUID()}`;
    if (!(await moved(join(place.ready, name), source))) return false;
    const [from, to] = [join(source, "tree"), join(home, "tree")];
    try {
      await cp(from, to, { recursive: true, verbatimSymlinks: true, mode });
    } finally {
      await rename(source, join(place.ready, name));
    }
    await layOutTrusted(home, place.vault, commit);
    await lookAtFiles(home, commit, signal);
    return true;
  });
}

const SHARED = constants.COPYFILE_FICLONE_FORCE;

/** Makes the index: it knows no times, so each file is compared with what the commit holds. */
async function lookAtFiles(home: string, commit: string, signal: AbortSignal | undefined): Promise<void> {
  const calls = [
    ["read-tree", commit],
    ["update-index", "-q", "--refresh"],
    ["diff-files", "--quiet"],
  ];
  for (const args of calls) {
    const [gitDir, workTree] = [join(home, "gitdir"), join(home, "tree")];
    await hostGit({ gitDir, workTree, args, background: true, signal });
  }
}
