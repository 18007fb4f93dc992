import { createHash } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isFailure, LegateError } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { readIfThere, syncFolder } from "./durable-file.ts";
import { layOutGitDirectory } from "./git-layout.ts";
import { hostGit } from "./hardened-git.ts";
import { importPack } from "./import-pack.ts";
import { repositoryEnvironment, repositoryMounts } from "./inspect-repository.ts";
import type { UsableRepository } from "./repository-check.ts";
import { sandboxedGit, withScratch } from "./sandboxed-git.ts";
import { type StateLayout, scratchPath } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Our bare repository for one of the user's: it holds what workers' bases reach, and what they made.
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

/** A repository whose history was cut elsewhere gets another vault: where it is cut is part of its name. */
export function vaultFor(layout: StateLayout, usable: UsableRepository): Vault {
  const { commonDir, shallow } = usable.found;
  const key = createHash("sha256")
    .update(`${usable.objectFormat}\n${commonDir}\n${shallow}`)
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
  await writeFile(join(draft, "description"), `Legate's vault of ${usable.found.top}\n`);
  await syncFolder(draft);
  await rename(draft, vault.path);
  await syncFolder(layout.vaults);
}

/** Brings the base and all it reaches into the vault, unless it is there. Only under its lock. */
export async function ensureCommit(
  context: WorkspacesContext,
  vault: Vault,
  usable: UsableRepository,
  options: WorkspaceOptions,
): Promise<void> {
  const { signal } = options;
  if (await hasCommit(vault.path, usable.base)) return;
  options.onProgress?.(`copying the history of ${usable.found.top}`);
  await withScratch(context.layout, undefined, async (scratch) => {
    await writeFile(join(scratch, "have"), (await basesOf(vault.path)).map((id) => `${id}\n`).join(""));
    await sandboxedGit(context.sandbox, {
      what: "copying history",
      script: PACK_HISTORY,
      cwd: usable.found.top,
      env: { ...repositoryEnvironment(usable.found), LEGATE_SCRATCH: scratch, LEGATE_WANT: usable.base },
      mounts: [...repositoryMounts(usable.found), { path: scratch, mode: "rw" }],
      timeoutMs: 3_600_000,
      signal,
    }).catch((error: unknown) => {
      throw usable.partial && isFailure(error, "git-failed") ? partialClone(usable, error) : error;
    });
    await importPack(vault.path, join(scratch, "pack"), "user", signal);
  });
}

export async function hasCommit(vault: string, commit: string): Promise<boolean> {
  const args = ["cat-file", "--batch-check=%(objecttype)"];
  const out = await hostGit({ gitDir: vault, args, stdin: `${commit}\n` });
  return out.toString("utf8").trim() === "commit";
}

/** The bases that workers started from: what the user's repository need not send again. */
async function basesOf(vault: string): Promise<string[]> {
  const args = [
    "for-each-ref",
    "--count=500",
    "--sort=-committerdate",
    "--format=%(objectname)",
    "refs/legate/*/base",
  ];
  const out = await hostGit({ gitDir: vault, args });
  return [
    ...new Set(
      out
        .toString("utf8")
        .split("\n")
        .filter((line) => line !== ""),
    ),
  ];
}

function partialClone(usable: UsableRepository, cause: LegateError): LegateError {
  const text =
    `${usable.found.top} is a partial clone and lacks objects that the base needs. ` +
    `Run "git fetch --refetch --no-filter" there, or use a full clone.`;
  return new LegateError("repository-unusable", text, { cause, details: { repo: usable.found.top } });
}

const PACK_HISTORY = `
set -eu
git cat-file --batch-check='%(objectname) %(objecttype)' <"$LEGATE_SCRATCH/have" |
while read -r id kind; do
  if [ "$kind" = commit ]; then echo "^$id"; fi
done >"$LEGATE_SCRATCH/revs"
echo "$LEGATE_WANT" >>"$LEGATE_SCRATCH/revs"
git pack-objects -q --revs --thin --delta-base-offset --stdout <"$LEGATE_SCRATCH/revs" >"$LEGATE_SCRATCH/pack"
`;
