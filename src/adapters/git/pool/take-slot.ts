import { join } from "node:path";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { moved } from "./make-slot.ts";
import { entriesOf, poolPlace } from "./pool-place.ts";
import { commitOf, dropSlotNote } from "./slot-note.ts";

/**
 * Takes a prepared checkout out of the pool, to the path `home`, at which nothing is yet: the first of
 * `commits` that has one, else one of any other. Answers what its files are; nothing when the pool is
 * empty. No two callers get the same one, in whatever processes they are (P2).
 */
export async function takeSlot(
  { layout, pool }: WorkspacesContext,
  vault: string,
  commits: readonly string[],
  home: string,
): Promise<string | undefined> {
  if (pool.slots === 0) return undefined;
  const { ready } = poolPlace(layout, vault);
  for (const { name, commit } of byPreference(await entriesOf(ready), commits)) {
    if (!(await moved(join(ready, name), home))) continue;
    await dropSlotNote(home);
    return commit;
  }
  return undefined;
}

function byPreference(names: readonly string[], commits: readonly string[]) {
  const rank = (commit: string) => (commits.includes(commit) ? commits.indexOf(commit) : commits.length);
  return names
    .flatMap((name) => {
      const commit = commitOf(name);
      return commit === undefined ? [] : [{ name, commit }];
    })
    .toSorted((a, b) => rank(a.commit) - rank(b.commit));
}
