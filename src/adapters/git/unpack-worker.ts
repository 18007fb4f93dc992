import { createHash } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { objectFormatOf } from "../../core/workspace/object-format.ts";
import type { OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { isFailure, LegateError } from "../../ports/failure.ts";
import type { PackedAbout, PackedFiles } from "../../ports/packed-files.ts";
import type { UnpackPlace, WorkspaceOptions } from "../../ports/workspaces.ts";
import { baseStore, linkPacks } from "./base-store.ts";
import { checkPackedAbout, checkPackedObjects } from "./check-packed.ts";
import { isThere, syncFolder, writeNewFile } from "./durable-file.ts";
import { findRepository } from "./find-repository.ts";
import { layOutGitDirectory } from "./git-layout.ts";
import { importPack } from "./import-pack.ts";
import {
  baseRef,
  changeRefs,
  headRef,
  importedRemainderRef,
  keepAgain,
  remainderHeadRef,
  snapRef,
} from "./kept-refs.ts";
import { openedAt } from "./open-worktree.ts";
import { withLock } from "./repository-lock.ts";
import { withScratch } from "./sandboxed-git.ts";
import { spoolPacks } from "./spool-packs.ts";
import { removeQuietly, type StateLayout, scratchPath, workerHome } from "./state-layout.ts";
import { lockOf } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Makes a vault of its own for a worker that was packed elsewhere. No checkout is made; `restore` does
 * that, from the checkpoint, when somebody goes on with the worker.
 *
 * P1. What the file says of itself is checked before anything is written, and again against the
 *     objects once they are there: each was parsed, hashed and checked by then (`importPack`).
 * P2. The vault is laid out beside and renamed into place with its refs: it is whole or absent. Made
 *     before by an import that broke off later, or for a worker that was removed since, it is found by
 *     its key and used, with its refs made again.
 * P3. History ends at the base: the vault is shallow there, as a shallow clone is.
 */
export async function unpackWorker(
  context: WorkspacesContext,
  files: PackedFiles,
  worker: WorkerId,
  place: UnpackPlace,
  options: WorkspaceOptions,
): Promise<OpenedWorkspace> {
  const { layout } = context;
  checkPackedAbout(files.about); // P1
  const home = workerHome(layout, worker);
  if (await isThere(home)) throw occupied(home, worker);
  const found = place.repo === undefined ? undefined : await findRepository(place.repo);
  const vault = vaultPath(layout, worker, place.key);
  if (!(await isThere(vault))) await makeVault(layout, vault, files, worker, options.signal);
  const again = () => keepAgain(vault, refsOf(files.about, worker));
  await withLock(lockOf(layout, vault), options.signal, again);
  const { base, baseTree, baseName } = files.about;
  const git = { repo: found?.top ?? vault, vault, base, baseTree, baseName, uncommittedFiles: 0 };
  return openedAt(join(home, "tree"), git, base, []);
}

function vaultPath(layout: StateLayout, worker: WorkerId, key: string): string {
  const name = createHash("sha256").update(`imported\n${worker}\n${key}`).digest("hex").slice(0, 32);
  return join(layout.vaults, name);
}

async function makeVault(
  layout: StateLayout,
  vault: string,
  files: PackedFiles,
  worker: WorkerId,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { about } = files;
  const draft = scratchPath(layout);
  try {
    await layOut(draft, about);
    await mkdir(join(draft, "bases"));
    await withScratch(layout, undefined, async (scratch) => {
      const packs = await spoolPacks(files, scratch);
      await taken(importPack(draft, packs.base, "file", signal));
      await makeBaseStore(draft, about);
      if (packs.work !== undefined) await taken(importPack(draft, packs.work, "file", signal));
    });
    await taken(checkPackedObjects(draft, about));
    await changeRefs(draft, refsOf(about, worker));
    await writeNewFile(join(draft, "description"), `Legate's vault of ${worker}, imported\n`);
    for (const folder of ["bases", ""]) await syncFolder(join(draft, folder));
    await rename(draft, vault).catch(unlessMadeMeanwhile(vault)); // P2
    await syncFolder(dirname(vault));
  } finally {
    await removeQuietly(draft);
  }
}

function layOut(path: string, { base }: PackedAbout): Promise<void> {
  const objectFormat = objectFormatOf(base);
  return layOutGitDirectory(path, {
    bare: true,
    objectFormat,
    shallow: `${base}\n`,
    exclude: [],
    durable: true,
  }); // P3
}

/** All the worker will see of the vault: the base's files, before the work's objects join them. */
async function makeBaseStore(draft: string, about: PackedAbout): Promise<void> {
  const store = baseStore(draft, about.base);
  await layOut(store, about);
  await linkPacks(draft, store);
  for (const folder of ["objects", ""]) await syncFolder(join(store, folder));
}

function refsOf({ base, snapshots, head, remainder }: PackedAbout, worker: WorkerId) {
  const archive = remainder === undefined ? [] : [importedRemainderRef(worker), remainderHeadRef(worker)];
  return [
    { ref: baseRef(worker), create: base },
    ...snapshots.map(({ name, commit }) => ({ ref: snapRef(worker, name), create: commit })),
    ...(head === undefined ? [] : [{ ref: headRef(worker), create: head.commit }]),
    ...archive.map((ref) => ({ ref, create: remainder ?? "" })),
  ];
}

/** What git refuses here is the file's fault. */
async function taken(check: Promise<void>): Promise<void> {
  try {
    await check;
  } catch (cause) {
    if (!isFailure(cause, "git-failed")) throw cause;
    const message = `The files of the worker are damaged or made to harm, so they were not taken. ${cause.message}`;
    throw new LegateError("bad-input", message, { cause });
  }
}

function unlessMadeMeanwhile(vault: string) {
  return async (error: unknown): Promise<void> => {
    if (!(await isThere(vault))) throw error;
  };
}

function occupied(home: string, worker: WorkerId): LegateError {
  const message = `${worker} has a directory here already, ${home}; move it away, then import again.`;
  return new LegateError("workspace-conflict", message, { details: { path: home, worker } });
}
