import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hostGit } from "../hardened-git.ts";
import { checkOut, prepareTree } from "../prepare-tree.ts";
import { removeQuietly } from "../state-layout.ts";
import type { WorkspacesContext } from "../workspaces-context.ts";
import { diskBelow } from "./disk-below.ts";
import { entriesOf, type PoolPlace } from "./pool-place.ts";
import { SLOT_BYTES } from "./read-pools.ts";
import { slotName, writeSlotNote } from "./slot-note.ts";

/** Makes a slot of a commit from nothing. Only under the pool's lock (P3). */
export function prepareSlot(
  context: WorkspacesContext,
  place: PoolPlace,
  commit: string,
  signal?: AbortSignal,
): Promise<void> {
  return makeSlot(context, place, commit, signal, async (home) => {
    await prepareTree({ home, vault: place.vault, commit, background: true, signal });
    return true;
  });
}

/** Makes a slot of a commit from one of another. Only under the pool's lock. */
export async function advanceSlot(
  context: WorkspacesContext,
  place: PoolPlace,
  { name, to }: { readonly name: string; readonly to: string },
  signal?: AbortSignal,
): Promise<void> {
  await makeSlot(context, place, to, signal, async (home) => {
    if (!(await moved(join(place.ready, name), home))) return false;
    await checkOut({ home, vault: place.vault, commit: to, background: true, signal });
    return true;
  });
}

/** Whether it was moved: somebody else may have taken it. */
export async function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}

/**
 * Has `fill` make a directory with `tree` and `gitdir`, and puts it into the pool once no file in it is as
 * young as its index: else git would have to compare all of them when it looks for the first time.
 * Nothing is put there when `fill` answers that it made nothing.
 */
export async function makeSlot(
  context: WorkspacesContext,
  place: PoolPlace,
  commit: string,
  signal: AbortSignal | undefined,
  fill: (home: string) => Promise<boolean>,
): Promise<void> {
  const home = `${place.drafts}${randomUUID()}`;
  try {
    if (!(await fill(home))) return;
    await delay(UNTIL_YOUNGER_MS, undefined, signal === undefined ? {} : { signal });
    await hostGit({
      gitDir: join(home, "gitdir"),
      workTree: join(home, "tree"),
      args: ["update-index", "--force-write-index"],
      background: true,
      signal,
    });
    const bytes = await diskBelow(home, signal);
    await writeSlotNote(home, { bytes, madeAt: context.now() });
    await mkdir(place.ready, { recursive: true, mode: 0o700 });
    await writeFile(join(place.folder, SLOT_BYTES), `${bytes}\n`);
    await rename(home, join(place.ready, slotName(commit))); // P1
  } finally {
    await removeQuietly(home);
  }
}

/** Deletes what processes that died have left half-made. Only under the pool's lock (P3). */
export async function removeDrafts({ drafts }: PoolPlace): Promise<void> {
  const [folder, prefix] = [dirname(drafts), basename(drafts)];
  for (const name of await entriesOf(folder))
    if (name.startsWith(prefix)) await removeQuietly(join(folder, name));
}

/** Git looks at whole seconds of a file's time. */
const UNTIL_YOUNGER_MS = 1100;
