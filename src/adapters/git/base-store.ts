import { randomUUID } from "node:crypto";
import { copyFile, link, readdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { isThere, syncFile, syncFolder } from "./durable-file.ts";
import { layOutGitDirectory } from "./git-layout.ts";
import { hostGit } from "./hardened-git.ts";
import { importPack } from "./import-pack.ts";
import { packHistory } from "./pack-history.ts";
import type { UsableRepository } from "./repository-check.ts";
import { withScratch } from "./sandboxed-git.ts";
import { removeQuietly, scratchPath } from "./state-layout.ts";
import { tidyVault } from "./tidy-vault.ts";
import type { Vault } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * For each commit of the user's that a worker starts from, a folder in the vault with the objects that
 * this commit reaches and no other. It is all that the worker sees of the vault.
 *
 * B1. A store is laid out beside and renamed into place when its objects are checked and would survive
 *     a power cut; it is never changed afterwards, so a worker may look at it at any time.
 * B2. It begins with the packs of a store whose commit is an ancestor, as hard links; so the history
 *     in between is all that is read and all the disk it takes. Without such a store it is the whole.
 * B3. Its packs are linked into the vault before it gets its name: a base is in the vault too.
 */
export const baseStore = (vault: string, commit: string): string => join(vault, "bases", commit);

/** Makes the store of the base when there is none, and brings its objects into the vault. Only under its lock. */
export async function ensureBase(
  context: Pick<WorkspacesContext, "layout" | "sandbox">,
  vault: Vault,
  usable: UsableRepository,
  options: WorkspaceOptions,
): Promise<void> {
  const store = baseStore(vault.path, usable.base);
  if (await isThere(store)) return;
  options.onProgress?.(`copying the history of ${usable.found.top}`);
  const draft = scratchPath(context.layout);
  try {
    await fillStore(context, vault, usable, draft, options.signal);
    await linkPacks(draft, vault.path); // B3
    await tidyVault(draft);
    for (const folder of ["objects/pack", "objects", ""]) await syncFolder(join(draft, folder));
    await rename(draft, store); // B1
    await syncFolder(dirname(store));
  } finally {
    await removeQuietly(draft);
  }
}

async function fillStore(
  context: Pick<WorkspacesContext, "layout" | "sandbox">,
  vault: Vault,
  usable: UsableRepository,
  draft: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { base, objectFormat } = usable;
  const { shallow } = vault;
  await layOutGitDirectory(draft, { bare: true, objectFormat, shallow, exclude: [], durable: true });
  await withScratch(context.layout, undefined, async (scratch) => {
    const stores = await storesOf(vault.path);
    const from = await packHistory(context.sandbox, usable, stores, scratch, signal);
    if (from !== undefined) await linkPacks(baseStore(vault.path, from), draft); // B2
    await importPack(draft, join(scratch, "pack"), "user", signal);
    // That there is such an ancestor was said by a git that reads the user's repository.
    const reaches = ["merge-base", "--is-ancestor", "--end-of-options", from ?? base, base];
    await hostGit({ gitDir: draft, args: reaches, signal });
  });
}

/** The commit whose store a workspace sees: its base, or what its snapshot of uncommitted files stands on. */
export function seenBase(workspace: OpenedWorkspace): string {
  const stores = join(workspace.git?.vault ?? "", "bases/");
  const mount = workspace.mounts.find(({ path }) => path.startsWith(stores));
  if (mount !== undefined) return mount.path.slice(stores.length).split("/")[0] ?? "";
  throw new LegateError(
    "workspace-conflict",
    `${workspace.root} was opened by an older Legate and shows more than its base; use another worker.`,
    { details: { path: workspace.root } },
  );
}

/** Commits that have a store, the youngest store first. */
async function storesOf(vault: string): Promise<string[]> {
  const folder = join(vault, "bases");
  const made = await Promise.all(
    (await readdir(folder)).map(async (commit) => ({
      commit,
      at: (await stat(join(folder, commit))).mtimeMs,
    })),
  );
  return made.toSorted((a, b) => b.at - a.at).map(({ commit }) => commit);
}

/** An index comes last: git takes a pack for whole when it sees its index. */
export async function linkPacks(from: string, to: string): Promise<void> {
  const [source, target] = [join(from, "objects/pack"), join(to, "objects/pack")];
  const names = (await readdir(source)).filter((name) => /\.(?:pack|rev|idx)$/.test(name));
  const present = new Set(await readdir(target));
  for (const name of names.toSorted((a, b) => Number(a.endsWith(".idx")) - Number(b.endsWith(".idx"))))
    if (!present.has(name)) await linkOrCopy(join(source, name), join(target, name));
  await syncFolder(target);
}

/** A copy where the file system has no hard links, or no more of this file. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    const half = join(dirname(to), `tmp_${randomUUID()}`);
    await copyFile(from, half);
    await syncFile(half);
    await rename(half, to);
  }
}
