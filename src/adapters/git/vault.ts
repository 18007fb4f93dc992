import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, syncFolder } from "./durable-file.ts";
import { layOutGitDirectory } from "./git-layout.ts";
import { hostGit } from "./hardened-git.ts";
import type { UsableRepository } from "./repository-check.ts";
import { type StateLayout, scratchPath } from "./state-layout.ts";

/**
 * Our bare repository for one of the user's: it holds what workers' bases reach, and what they made.
 * Legate alone reads it whole; what a worker sees of it is the store of its base, in `bases`.
 *
 * V1. It is complete from its first moment: laid out beside, then renamed into place.
 * V2. Objects enter only as checked packs made by a sandboxed git over the user's repository, which
 *     is mounted read-only: neither its hooks nor its configuration are ever read on the host.
 * V3. A commit that is in the vault is there with everything it reaches: packs are whole or absent.
 * V4. Nothing leaves it. It depends on no object of the user's repository.
 */
export interface Vault {
  readonly path: string;
  readonly lock: string;
  readonly shallow: string;
}

/** Part of a vault's name, so that one of another layout is left alone and another is made. */
const LAYOUT = "with-base-stores";

/** A repository whose history was cut elsewhere gets another vault: where it is cut is part of its name. */
export function vaultFor(layout: StateLayout, usable: UsableRepository): Vault {
  const { commonDir, shallow } = usable.found;
  const key = createHash("sha256")
    .update(`${LAYOUT}\n${usable.objectFormat}\n${commonDir}\n${shallow}`)
    .digest("hex")
    .slice(0, 32);
  return { path: join(layout.vaults, key), lock: join(layout.locks, key), shallow };
}

/** The lock of the vault at `path`, for what is recorded by path only. */
export function lockOf(layout: StateLayout, vaultPath: string): string {
  return join(layout.locks, vaultPath.slice(layout.vaults.length + 1));
}

/** Makes the vault when there is none. Only under its lock. */
export async function ensureVault(
  layout: StateLayout,
  vault: Vault,
  usable: UsableRepository,
): Promise<void> {
  if ((await readIfThere(join(vault.path, "HEAD"))) !== undefined) return;
  const draft = scratchPath(layout);
  const { objectFormat } = usable;
  await layOutGitDirectory(draft, {
    bare: true,
    objectFormat,
    shallow: vault.shallow,
    exclude: [],
    durable: true,
  });
  await mkdir(join(draft, "bases"));
  await writeFile(join(draft, "description"), `Legate's vault of ${usable.found.top}\n`);
  await syncFolder(draft);
  await rename(draft, vault.path);
  await syncFolder(layout.vaults);
}

export async function hasCommit(vault: string, commit: string): Promise<boolean> {
  const args = ["cat-file", "--batch-check=%(objecttype)"];
  const out = await hostGit({ gitDir: vault, args, stdin: `${commit}\n` });
  return out.toString("utf8").trim() === "commit";
}
