import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseWorkerId, type WorkerId } from "../../core/ids.ts";
import { changeRefs, readRef } from "./kept-refs.ts";
import { withLock } from "./repository-lock.ts";
import { sweep } from "./state-layout.ts";
import { lockOf } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** Workers that have refs in any vault. */
export async function keptWorkers({ layout }: WorkspacesContext): Promise<readonly WorkerId[]> {
  const names = await Promise.all(
    (await readdir(layout.vaults)).map((vault) => entriesOf(join(layout.vaults, vault, REFS))),
  );
  return [...new Set(names.flat())].flatMap((name) => parseWorkerId(name) ?? []);
}

/**
 * Removes the refs of workers from every vault, each from the value that it has, and deletes what was
 * retired. The objects stay: others may have them, and nothing here collects them.
 */
export async function forgetWorkers(
  context: WorkspacesContext,
  workers: readonly WorkerId[],
  before: string,
): Promise<number> {
  const { layout } = context;
  let removed = 0;
  for (const name of await readdir(layout.vaults)) {
    const vault = join(layout.vaults, name);
    const here = new Set(await entriesOf(join(vault, REFS)));
    const meant = workers.filter((worker) => here.has(worker));
    if (meant.length === 0) continue;
    removed += await withLock(lockOf(layout, vault), undefined, async () => {
      let gone = 0;
      for (const worker of meant) gone += await forgetIn(vault, worker, Date.parse(before));
      return gone;
    });
  }
  await sweep(layout, new Date(context.now()));
  return removed;
}

const REFS = "refs/legate";

/** All refs of one worker go together, or none. */
async function forgetIn(vault: string, worker: WorkerId, beforeMs: number): Promise<number> {
  const below = `${REFS}/${worker}`;
  const entries = await readdir(join(vault, below), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".lock"));
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const made = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  if (made.some((ms) => ms >= beforeMs)) return 0;
  const refs = paths.map((path) => path.slice(vault.length + 1));
  const held = await Promise.all(refs.map(async (ref) => ({ ref, remove: await readRef(vault, ref) })));
  const changes = held.flatMap(({ ref, remove }) => (remove === undefined ? [] : [{ ref, remove }]));
  if (changes.length > 0) await changeRefs(vault, changes);
  return changes.length;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
