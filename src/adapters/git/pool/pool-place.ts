import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { StateLayout } from "../state-layout.ts";

/**
 * Where the pool of one vault lies.
 *
 * P1. A directory in `ready` is a whole slot: it was made beside and renamed into place, and nobody but
 *     Legate has seen it since.
 * P2. Whoever takes a slot renames it out of `ready`. Of all processes that try, one succeeds.
 * P3. Slots are made by the holder of `lock` only, so drafts found by the holder are from a process that
 *     died, and may go.
 * P4. What is in `used` is hostile. It was a worker's, and all of it that matters is kept elsewhere.
 */
export interface PoolPlace {
  readonly vault: string;
  readonly folder: string;
  readonly ready: string;
  readonly used: string;
  readonly lock: string;
  /** What the paths of drafts begin with. */
  readonly drafts: string;
}

export function poolPlace(layout: StateLayout, vault: string): PoolPlace {
  const key = vault.slice(layout.vaults.length + 1);
  const folder = join(layout.pool, key);
  return {
    vault,
    folder,
    ready: join(folder, "ready"),
    used: join(folder, "used"),
    lock: join(layout.locks, `${key}.pool`),
    drafts: join(layout.scratch, `slot-${key}-`),
  };
}

/** Those of all vaults that have one. */
export async function poolPlaces(layout: StateLayout): Promise<PoolPlace[]> {
  const keys = await entriesOf(layout.pool);
  return keys.map((key) => poolPlace(layout, join(layout.vaults, key)));
}

/** The names in a folder, none where it is not there. */
export async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
