import { join } from "node:path";
import type { WorkspacePool } from "../../../ports/workspace-pool.ts";
import { retire, sweep } from "../state-layout.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { followBases, wantBase } from "./follow-bases.ts";
import { poolPlace } from "./pool-place.ts";
import { readPools } from "./read-pools.ts";
import { tendPools } from "./tend-pools.ts";
import { forgetWanted } from "./wanted-base.ts";

/** The pool of prepared checkouts in a state directory. */
export function createPool(context: WorkspacesContext): WorkspacePool {
  return {
    limits: context.pool,
    list: () => readPools(context.layout),
    tend: async ({ follow = false, signal }) => {
      if (follow) await followBases(context, signal);
      return tendPools(context, signal);
    },
    fill: async (spec, { signal }) => {
      await wantBase(context, spec, signal);
      return tendPools(context, signal);
    },
    empty: () => empty(context),
  };
}

/** What is in it counts as wanted no more, or it would be made again. */
async function empty({ layout, now }: WorkspacesContext): Promise<number> {
  let slots = 0;
  for (const pool of await readPools(layout)) {
    const place = poolPlace(layout, pool.vault);
    await forgetWanted(place);
    const ready = [...pool.slots.map(({ name }) => name), ...pool.strange];
    const paths = [
      ...ready.map((name) => join(place.ready, name)),
      ...pool.used.map((name) => join(place.used, name)),
    ];
    for (const path of paths) await retire(layout, path).catch(() => {}); // somebody took it
    slots += pool.slots.length;
  }
  await sweep(layout, new Date(now()));
  return slots;
}
