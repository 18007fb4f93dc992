import { join } from "node:path";
import type { Pool } from "../../../core/workspace/pool.ts";
import { readIfThere } from "../durable-file.ts";
import type { StateLayout } from "../state-layout.ts";
import { entriesOf, type PoolPlace, poolPlaces } from "./pool-place.ts";
import { readSlot } from "./slot-note.ts";
import { readWanted } from "./wanted-base.ts";

/** What lies in the pools of all repositories now. */
export async function readPools(layout: StateLayout): Promise<Pool[]> {
  return Promise.all((await poolPlaces(layout)).map(readPool));
}

async function readPool(place: PoolPlace): Promise<Pool> {
  const found = await Promise.all(
    (await entriesOf(place.ready)).map(async (name) => ({ name, slot: await readSlot(place.ready, name) })),
  );
  const wanted = await readWanted(place);
  const bytes = Number((await readIfThere(join(place.folder, SLOT_BYTES))) ?? Number.NaN);
  return {
    vault: place.vault,
    ...(wanted === undefined ? {} : { wanted }),
    ...(Number.isSafeInteger(bytes) ? { slotBytes: bytes } : {}),
    slots: found.flatMap(({ slot }) => slot ?? []),
    used: await entriesOf(place.used),
    strange: found.filter(({ slot }) => slot === undefined).map(({ name }) => name),
  };
}

/** The file that says how much disk the last slot took. */
export const SLOT_BYTES = "slot-bytes";
