import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DURABLE_SETTINGS } from "./git-settings.ts";
import { hostGit } from "./hardened-git.ts";

/**
 * Joins small packs when there are many: each checkpoint brings one, and git looks through all of them
 * for each object. Every object stays, reachable or not, so it is safe beside imports whose ref is
 * still to be made; readers that lose a pack file look again. Only under the repository's lock.
 */
export async function tidyVault(vault: string): Promise<void> {
  const names = await readdir(join(vault, "objects/pack"));
  if (names.filter((name) => name.endsWith(".pack")).length < MANY_PACKS) return;
  const settings = { ...DURABLE_SETTINGS, "repack.writeBitmaps": "false", "pack.threads": "1" };
  await hostGit({
    gitDir: vault,
    args: ["repack", "-q", "-d", "--geometric=2", "--no-write-bitmap-index"],
    settings,
  });
}

export const MANY_PACKS = 60;
