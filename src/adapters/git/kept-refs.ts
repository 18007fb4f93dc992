import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { readIfThere, syncFolder } from "./durable-file.ts";
import { DURABLE_SETTINGS } from "./git-settings.ts";
import { hostGit } from "./hardened-git.ts";
import { objectId } from "./object-id.ts";

/**
 * The refs in a vault that keep bases and checkpoints reachable.
 *
 * F1. Refs are created only where none is, and moved only from the value we know: compare-and-swap.
 * F2. All changes are made by the holder of the repository's lock, so a `.lock` file found then is
 *     from a process that died, and may go.
 * F3. When a change resolves it survives a power cut: git syncs the file, we sync its folder.
 */
export const baseRef = (worker: WorkerId): string => `refs/legate/${worker}/base`;
export const startRef = (worker: WorkerId): string => `refs/legate/${worker}/start`;
export const headRef = (worker: WorkerId): string => `refs/legate/${worker}/head`;
export const snapRef = (worker: WorkerId, name: string): string => `refs/legate/${worker}/snap/${name}`;

export type RefChange =
  | { readonly ref: string; readonly create: string }
  | { readonly ref: string; readonly move: string; readonly from: string };

/** Makes all changes or none. Only under the repository's lock. */
export async function changeRefs(vault: string, changes: readonly RefChange[]): Promise<void> {
  for (const change of changes) await rm(join(vault, `${change.ref}.lock`), { force: true }); // F2
  const lines = changes.map((change) =>
    "create" in change
      ? `create ${change.ref} ${change.create}`
      : `update ${change.ref} ${change.move} ${change.from}`,
  );
  const stdin = `${["start", ...lines, "prepare", "commit"].join("\n")}\n`;
  await hostGit({ gitDir: vault, args: ["update-ref", "--stdin"], stdin, settings: DURABLE_SETTINGS });
  const folders = new Set(changes.flatMap((change) => foldersOf(change.ref)));
  for (const folder of folders) await syncFolder(join(vault, folder)); // F3
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
