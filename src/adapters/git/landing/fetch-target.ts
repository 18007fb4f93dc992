import { objectFormatOf } from "../../../core/workspace/object-format.ts";
import { ensureBase } from "../base-store.ts";
import type { UsableRepository } from "../repository-check.ts";
import { withLock } from "../repository-lock.ts";
import { hasCommit, lockOf, type Vault } from "../vault.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import type { FoundTarget } from "./find-target.ts";

/** Brings the tip of the target and its history into the vault, in the way that bases come there. */
export async function fetchTarget(
  context: Pick<WorkspacesContext, "layout" | "sandbox">,
  vaultPath: string,
  { found }: FoundTarget,
  tip: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await hasCommit(vaultPath, tip)) return;
  const vault: Vault = { path: vaultPath, lock: lockOf(context.layout, vaultPath), shallow: found.shallow };
  const objectFormat = objectFormatOf(tip);
  const usable: UsableRepository = { found, objectFormat, base: tip, partial: false };
  await withLock(vault.lock, signal, () =>
    ensureBase(context, vault, usable, signal === undefined ? {} : { signal }),
  );
}
