import { randomUUID } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { OwnershipMarker } from "../ownership-marker.ts";
import { retire, workerHome } from "../state-layout.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { entriesOf, poolPlace } from "./pool-place.ts";
import { readWanted } from "./wanted-base.ts";

/**
 * Takes the directory of a worker, all of whose work is kept, out of use at once: to the pool where a slot
 * may be made of it, else to the trash.
 */
export async function giveBack(context: WorkspacesContext, marker: OwnershipMarker): Promise<void> {
  const home = workerHome(context.layout, marker.worker);
  const used = await placeForUsed(context, marker);
  if (used === undefined) await retire(context.layout, home);
  else {
    await mkdir(used, { recursive: true, mode: 0o700 });
    await rename(home, join(used, randomUUID()));
  }
}

/** Not more of them than there may be slots, and none where nothing was opened lately. */
async function placeForUsed(
  { layout, pool }: WorkspacesContext,
  { opened }: OwnershipMarker,
): Promise<string | undefined> {
  if (opened.git === undefined) return undefined;
  const place = poolPlace(layout, opened.git.vault);
  const hasRoom = (await entriesOf(place.used)).length < pool.slots;
  return hasRoom && (await readWanted(place)) !== undefined ? place.used : undefined;
}
