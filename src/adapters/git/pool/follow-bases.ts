import type { WantedBase } from "../../../core/workspace/pool.ts";
import { isFailure } from "../../../ports/failure.ts";
import { ensureBase } from "../base-store.ts";
import { usableRepository, type WorktreeSpec } from "../repository-check.ts";
import { withLock } from "../repository-lock.ts";
import { ensureVault, vaultFor } from "../vault.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { type PoolPlace, poolPlace, poolPlaces } from "./pool-place.ts";
import { forgetWanted, noteWanted, readWanted } from "./wanted-base.ts";

/**
 * Looks where the branches are now from which checkouts were opened within the last hour, and brings what
 * is new there into the vaults, so that slots can go along. A repository that cannot be used is forgotten.
 */
export async function followBases(context: WorkspacesContext, signal?: AbortSignal): Promise<void> {
  for (const place of await poolPlaces(context.layout)) {
    const wanted = await readWanted(place);
    if (wanted === undefined || wanted.base === wanted.commit || !isFresh(wanted, context.now())) continue;
    await follow(context, place, wanted, signal);
  }
}

/** From now on slots are made for what `spec` names; brings it into the vault first. */
export async function wantBase(
  context: WorkspacesContext,
  spec: WorktreeSpec,
  signal?: AbortSignal,
): Promise<void> {
  const { vault, commit, repo } = await bringIn(context, spec, signal);
  const wanted = { repo, base: spec.base, commit, at: context.now() };
  await noteWanted(poolPlace(context.layout, vault), wanted);
}

const ONE_HOUR_MS = 3_600_000;

function isFresh({ at }: WantedBase, now: string): boolean {
  return Date.parse(now) - Date.parse(at) <= ONE_HOUR_MS;
}

async function follow(
  context: WorkspacesContext,
  place: PoolPlace,
  wanted: WantedBase,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { repo, base } = wanted;
  const spec = { kind: "worktree", repo, base, include: [], includeUncommitted: false } as const;
  try {
    const { vault, commit } = await bringIn(context, spec, signal);
    if (vault !== place.vault) await forgetWanted(place);
    else if (commit !== wanted.commit) await noteWanted(place, { ...wanted, commit });
  } catch (error) {
    if (!isFailure(error, "repository-unusable") && !isFailure(error, "bad-input")) throw error;
    await forgetWanted(place);
  }
}

async function bringIn(context: WorkspacesContext, spec: WorktreeSpec, signal: AbortSignal | undefined) {
  const usable = await usableRepository(context.sandbox, spec, "nothing", signal);
  const vault = vaultFor(context.layout, usable);
  await withLock(vault.lock, signal, async () => {
    await ensureVault(context.layout, vault, usable);
    await ensureBase(context, vault, usable, signal === undefined ? {} : { signal });
  });
  return { vault: vault.path, commit: usable.base, repo: usable.found.top };
}
