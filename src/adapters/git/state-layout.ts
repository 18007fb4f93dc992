import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { LegateError } from "../../ports/failure.ts";

/** Where things lie below the state directory; every path is absolute and canonical. */
export interface StateLayout {
  readonly vaults: string;
  readonly workspaces: string;
  /** Checkouts that nobody works in: prepared ones, and used ones that may become such. No sandbox shows it. */
  readonly pool: string;
  readonly locks: string;
  /** A file for each block of ports that a worker has. */
  readonly ports: string;
  /** Half-made things and the files of single runs; swept when a day old. */
  readonly scratch: string;
  /** Retired directories that wait for deletion. */
  readonly trash: string;
}

/** Makes the folders when missing. Rejects with `state-dir-unusable`. */
export function stateLayout(stateDir: string): StateLayout {
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const root = realpathSync.native(stateDir);
    if (/[\n\0]/.test(root)) throw new Error("its path has a line break");
    const folder = (name: string) => join(root, name);
    const layout = {
      vaults: folder("vaults"),
      workspaces: folder("workspaces"),
      pool: folder("pool"),
      locks: folder("locks"),
      ports: folder("ports"),
      scratch: folder("scratch"),
      trash: folder("trash"),
    };
    for (const path of Object.values(layout)) mkdirSync(path, { recursive: true, mode: 0o700 });
    return layout;
  } catch (cause) {
    throw new LegateError(
      "state-dir-unusable",
      `Cannot use the state directory ${stateDir}: ${String(cause)}.`,
      { cause },
    );
  }
}

/** The folder of one worker: its marker, its tree, its trusted git directory. */
export function workerHome(layout: StateLayout, worker: WorkerId): string {
  return join(layout.workspaces, worker);
}

/** A fresh path for something half-made; the caller creates it. */
export function scratchPath(layout: StateLayout): string {
  return join(layout.scratch, randomUUID());
}

/** Takes a folder out of use at once; deleting it may take its time. */
export async function retire(layout: StateLayout, path: string): Promise<string> {
  const to = join(layout.trash, randomUUID());
  await rename(path, to);
  return to;
}

/** Deletes what is retired, and what killed processes left half-made more than a day ago. */
export async function sweep(layout: StateLayout, now: Date): Promise<void> {
  for (const name of await readdir(layout.trash)) await removeQuietly(join(layout.trash, name));
  const vaults = await readdir(layout.vaults);
  const packs = vaults.map((name) => join(layout.vaults, name, "objects/pack"));
  const halfMade = [
    ...(await entries(layout.scratch, "")),
    ...(await Promise.all(packs.map((path) => entries(path, "tmp_")))).flat(),
  ];
  for (const path of halfMade) {
    const changed = await stat(path).then(
      (stats) => stats.mtimeMs,
      () => now.getTime(),
    );
    if (now.getTime() - changed > ONE_DAY_MS) await removeQuietly(path);
  }
}

const ONE_DAY_MS = 24 * 3_600_000;

async function entries(folder: string, prefix: string): Promise<string[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(folder, name));
}

/** What cannot be deleted now stays where it is and is tried again by the next sweep. */
export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => {});
}
