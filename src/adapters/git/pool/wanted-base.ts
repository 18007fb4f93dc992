import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WantedBase } from "../../../core/workspace/pool.ts";
import { readIfThere } from "../durable-file.ts";
import { objectId } from "../object-id.ts";
import type { PoolPlace } from "./pool-place.ts";
import { replaceNote } from "./slot-note.ts";

/** Notes what a worktree was opened at: the next one will probably be opened there, too. Never rejects. */
export async function noteWanted({ folder }: PoolPlace, wanted: WantedBase): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replaceNote(join(folder, WANTED), `${JSON.stringify(wanted)}\n`);
  } catch {
    // a pool that knows nothing of this opening is still a pool
  }
}

export async function readWanted({ folder }: PoolPlace): Promise<WantedBase | undefined> {
  try {
    const read = JSON.parse((await readIfThere(join(folder, WANTED))) ?? "") as Record<string, unknown>;
    const { repo, base, commit, at } = read;
    if (typeof repo !== "string" || typeof base !== "string" || typeof at !== "string") return undefined;
    return { repo, base, commit: objectId(String(commit), "the wanted base"), at };
  } catch {
    return undefined;
  }
}

/** From now on nothing is prepared, until the next one is opened. */
export async function forgetWanted({ folder }: PoolPlace): Promise<void> {
  await rm(join(folder, WANTED), { force: true });
}

const WANTED = "wanted.json";
