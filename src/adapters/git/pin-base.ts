import type { WorkerId } from "../../core/ids.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { baseStore, ensureBase } from "./base-store.ts";
import { isThere } from "./durable-file.ts";
import { hostGit } from "./hardened-git.ts";
import { baseRef, changeRefs, readRef } from "./kept-refs.ts";
import { objectId } from "./object-id.ts";
import type { UsableRepository, WorktreeSpec } from "./repository-check.ts";
import { snapshotUncommitted } from "./uncommitted-snapshot.ts";
import { ensureVault, type Vault } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Pins the base of a worker by a ref in the vault, made when there is none, with the store that the
 * worker will see. A base that was pinned before stays, wherever its branch is now. Only under the lock.
 */
export async function pinBase(
  context: WorkspacesContext,
  vault: Vault,
  usable: UsableRepository,
  spec: WorktreeSpec,
  worker: WorkerId,
  options: WorkspaceOptions,
): Promise<PinnedBase> {
  const pinned = await readRef(vault.path, baseRef(worker));
  if (pinned !== undefined) return { base: pinned, seen: await seenBy(vault.path, pinned) };
  await ensureVault(context.layout, vault, usable);
  await ensureBase(context, vault, usable, options);
  const base = spec.includeUncommitted
    ? await snapshotUncommitted(context, vault.path, usable, options.signal)
    : usable.base;
  await changeRefs(vault.path, [{ ref: baseRef(worker), create: base }]);
  return { base, seen: await seenBy(vault.path, base) };
}

interface PinnedBase {
  readonly base: string;
  /** The commit whose store the worker sees: the base, or the parent of a snapshot of uncommitted files. */
  readonly seen: string;
}

async function seenBy(vault: string, base: string): Promise<string> {
  return (await isThere(baseStore(vault, base))) ? base : resolveId(vault, `${base}^`);
}

export function treeOf(vault: string, commit: string): Promise<string> {
  return resolveId(vault, `${commit}^{tree}`);
}

async function resolveId(vault: string, name: string): Promise<string> {
  const out = await hostGit({ gitDir: vault, args: ["rev-parse", "--verify", "--end-of-options", name] });
  return objectId(out.toString("utf8").trim(), name);
}
