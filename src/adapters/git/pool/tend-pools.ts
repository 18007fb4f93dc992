import { join } from "node:path";
import { excessOf, lastAskedFirst, nextWork, type PoolWork } from "../../../core/workspace/plan-pool.ts";
import { isFailure } from "../../../ports/failure.ts";
import { withLock } from "../repository-lock.ts";
import { retire, sweep } from "../state-layout.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { copySlot } from "./copy-slot.ts";
import { advanceSlot, prepareSlot, removeDrafts } from "./make-slot.ts";
import { type PoolPlace, poolPlace } from "./pool-place.ts";
import { readPools } from "./read-pools.ts";
import { recycleSlot } from "./recycle-slot.ts";
import { forgetWanted } from "./wanted-base.ts";

/**
 * Makes what the pools lack, one slot after the other, first for the repository that was asked for last,
 * and takes away what has no place any more. Answers how many slots it made. Several processes may do so
 * at once: in one repository each waits for the other, and finds the work done.
 */
export async function tendPools(context: WorkspacesContext, signal?: AbortSignal): Promise<number> {
  let changes = await dropExcess(context);
  let made = 0;
  for (const { vault } of lastAskedFirst(await readPools(context.layout))) {
    const place = poolPlace(context.layout, vault);
    while (await withLock(place.lock, signal, () => doNext(context, place, signal))) made += 1;
  }
  changes += made === 0 ? 0 : made + (await dropExcess(context));
  if (changes > 0) await sweep(context.layout, new Date(context.now()));
  return made;
}

/** Whether something was to be done in this place, and is. Only under the pool's lock. */
async function doNext(
  context: WorkspacesContext,
  place: PoolPlace,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  await removeDrafts(place);
  const pools = await readPools(context.layout);
  const pool = pools.find(({ vault }) => vault === place.vault);
  const work = pool === undefined ? undefined : nextWork(pools, pool, context.pool);
  if (work === undefined) return false;
  try {
    await perform(context, place, work, signal);
  } catch (error) {
    // What was made from nothing and failed will fail again, as long as nobody opens another one there.
    if (work.do === "prepare" && isFailure(error, "git-failed")) await forgetWanted(place);
    throw error;
  }
  return true;
}

async function perform(
  context: WorkspacesContext,
  place: PoolPlace,
  work: PoolWork,
  signal: AbortSignal | undefined,
): Promise<void> {
  switch (work.do) {
    case "advance":
      return advanceSlot(context, place, { name: work.slot.name, to: work.to }, signal);
    case "recycle":
      return recycleSlot(context, place, { name: work.used, to: work.to }, signal);
    case "prepare":
      if (work.like !== undefined && (await context.canShareBlocks()))
        return copySlot(context, place, work.like, { signal });
      return prepareSlot(context, place, work.to, signal);
  }
}

/** Takes it out of the pool by a rename, as a worker would: each gets a slot whole or not at all. */
async function dropExcess({ layout, pool, now }: WorkspacesContext): Promise<number> {
  const since = new Date(Date.parse(now()) - pool.keepDays * DAY_MS).toISOString();
  const excess = excessOf(await readPools(layout), pool, since).flatMap(({ vault, slots, used }) => {
    const place = poolPlace(layout, vault);
    return [...slots.map((name) => join(place.ready, name)), ...used.map((name) => join(place.used, name))];
  });
  for (const path of excess) await retire(layout, path).catch(() => {}); // somebody took it
  return excess.length;
}

const DAY_MS = 86_400_000;
