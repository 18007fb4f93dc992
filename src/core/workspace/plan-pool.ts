import type { Pool, PoolLimits, Slot } from "./pool.ts";

/**
 * What a pool lacks next, one thing at a time; nothing when it has what it should. A slot to `prepare` may be
 * a copy of the one that it is `like`.
 */
export type PoolWork =
  | { readonly do: "advance"; readonly slot: Slot; readonly to: string }
  | { readonly do: "recycle"; readonly used: string; readonly to: string }
  | { readonly do: "prepare"; readonly to: string; readonly like?: Slot };

/**
 * The cheapest way to one more slot at the wanted base: from a slot of another base, from a used directory,
 * or from nothing. A slot that would not have a place is not made, so that nothing is made to be dropped.
 */
export function nextWork(pools: readonly Pool[], pool: Pool, limits: PoolLimits): PoolWork | undefined {
  const to = pool.wanted?.commit;
  if (to === undefined) return undefined;
  const other = pool.slots.find(({ commit }) => commit !== to);
  if (other !== undefined) return { do: "advance", slot: other, to };
  if (pool.slots.length >= limits.slots || !hasRoom(pools, pool, limits)) return undefined;
  const [used] = pool.used;
  if (used !== undefined) return { do: "recycle", used, to };
  const [like] = pool.slots;
  return { do: "prepare", to, ...(like === undefined ? {} : { like }) };
}

/** Slots and used directories of one vault that have no place any more. */
export interface Excess {
  readonly vault: string;
  readonly slots: readonly string[];
  readonly used: readonly string[];
}

/**
 * What has to go: all of repositories that were not asked for since then (ISO 8601 UTC), what is beyond
 * the number or the disk of one repository, and what is beyond the disk of all, where the repository that
 * was asked for last goes first.
 */
export function excessOf(pools: readonly Pool[], limits: PoolLimits, since: string): Excess[] {
  let room = limits.totalMb * MEBIBYTE;
  return lastAskedFirst(pools).flatMap((pool): Excess[] => {
    const isWanted = askedAt(pool) >= since;
    const most = Math.min(room, limits.repositoryMb * MEBIBYTE);
    const stay = isWanted ? youngestWithin(pool.slots, limits.slots, most) : [];
    room -= bytesOf(stay);
    const others = pool.slots.filter((slot) => !stay.includes(slot)).map(({ name }) => name);
    const slots = [...others, ...pool.strange];
    const used = pool.used.slice(isWanted ? limits.slots : 0);
    return slots.length + used.length === 0 ? [] : [{ vault: pool.vault, slots, used }];
  });
}

const MEBIBYTE = 1024 * 1024;

/** In the order in which they were asked for, the last one first. */
export function lastAskedFirst(pools: readonly Pool[]): Pool[] {
  return pools.toSorted((a, b) => (askedAt(a) < askedAt(b) ? 1 : -1));
}

const askedAt = ({ wanted }: Pool): string => wanted?.at ?? "";

function youngestWithin(slots: readonly Slot[], most: number, bytes: number): Slot[] {
  let taken = 0;
  return slots
    .toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
    .slice(0, most)
    .filter((slot) => {
      taken += slot.bytes;
      return taken <= bytes;
    });
}

/** Whether one more slot as large as the last would stay. The first is made to see how large they are. */
function hasRoom(pools: readonly Pool[], pool: Pool, limits: PoolLimits): boolean {
  const more = pool.slotBytes ?? 0;
  const before = pools.filter((other) => other === pool || askedAt(other) >= askedAt(pool));
  const ofAll = bytesOf(before.flatMap(({ slots }) => slots));
  return (
    bytesOf(pool.slots) + more <= limits.repositoryMb * MEBIBYTE && ofAll + more <= limits.totalMb * MEBIBYTE
  );
}

function bytesOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { bytes }) => sum + bytes, 0);
}
