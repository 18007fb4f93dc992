import { rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { isThere, readIfThere, syncFolder } from "./durable-file.ts";
import { DURABLE_SETTINGS } from "./git-settings.ts";
import { hostGit } from "./hardened-git.ts";
import { objectId } from "./object-id.ts";

/**
 * The refs in a vault that keep bases and checkpoints reachable.
 *
 * F1. Refs are created only where none is, and moved or removed only from the value we know: compare-and-swap.
 * F2. All changes are made by the holder of the repository's lock, so a `.lock` file found then is
 *     from a process that died, and may go.
 * F3. When a change resolves it survives a power cut: git syncs the file, we sync its folder.
 */
export const baseRef = (worker: WorkerId): string => `refs/legate/${worker}/base`;
export const startRef = (worker: WorkerId): string => `refs/legate/${worker}/start`;
export const headRef = (worker: WorkerId): string => `refs/legate/${worker}/head`;
export const snapRef = (worker: WorkerId, name: string): string => `refs/legate/${worker}/snap/${name}`;
export const remainderRef = (worker: WorkerId, name: string): string =>
  `refs/legate/${worker}/remainder/${name}`;
/** The one that a file brought. */
export const importedRemainderRef = (worker: WorkerId): string => remainderRef(worker, "imported");
/** What of it counts now; absent when there is nothing. */
export const remainderHeadRef = (worker: WorkerId): string => `refs/legate/${worker}/remainder-head`;

/**
 * The archive that counts, and where there is none the one that a file brought: what is in that nobody
 * here kept again, so whoever asks for all of a worker needs it.
 */
export async function readRemainder(
  vault: string,
  worker: WorkerId,
): Promise<{ readonly ref: string; readonly commit: string } | undefined> {
  for (const ref of [remainderHeadRef(worker), importedRemainderRef(worker)]) {
    const commit = await readRef(vault, ref);
    if (commit !== undefined) return { ref, commit };
  }
  return undefined;
}

export type RefChange =
  | { readonly ref: string; readonly create: string }
  | { readonly ref: string; readonly move: string; readonly from: string }
  | { readonly ref: string; readonly remove: string };

/** Makes all changes or none. Only under the repository's lock. */
export async function changeRefs(vault: string, changes: readonly RefChange[]): Promise<void> {
  for (const change of changes) await rm(join(vault, `${change.ref}.lock`), { force: true }); // F2
  const lines = changes.map(lineOf);
  const stdin = `${["start", ...lines, "prepare", "commit"].join("\n")}\n`;
  await hostGit({ gitDir: vault, args: ["update-ref", "--stdin"], stdin, settings: DURABLE_SETTINGS });
  const folders = new Set(changes.flatMap((change) => foldersOf(change.ref)));
  await Promise.all([...folders].map((folder) => syncIfThere(join(vault, folder)))); // F3
}

/**
 * Makes those refs that are not there; those that are count as made just now, so that whoever removes what
 * nobody needs any more sees that somebody does. Only under the repository's lock.
 */
export async function keepAgain(
  vault: string,
  refs: readonly (RefChange & { readonly create: string })[],
): Promise<void> {
  const now = new Date();
  const missing: RefChange[] = [];
  for (const change of refs) {
    if ((await readRef(vault, change.ref)) === undefined) missing.push(change);
    else await utimes(join(vault, change.ref), now, now);
  }
  if (missing.length > 0) await changeRefs(vault, missing);
}

function lineOf(change: RefChange): string {
  if ("create" in change) return `create ${change.ref} ${change.create}`;
  if ("remove" in change) return `delete ${change.ref} ${change.remove}`;
  return `update ${change.ref} ${change.move} ${change.from}`;
}

/** Git removes folders that became empty: then the one above has the news. */
async function syncIfThere(folder: string): Promise<void> {
  if (await isThere(folder)) await syncFolder(folder);
}

/** The id a ref holds, or undefined when there is no such ref. Our refs are never packed. */
export async function readRef(vault: string, ref: string): Promise<string | undefined> {
  const text = await readIfThere(join(vault, ref));
  return text === undefined ? undefined : objectId(text.trim(), ref);
}

function foldersOf(ref: string): string[] {
  const parts = ref.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
