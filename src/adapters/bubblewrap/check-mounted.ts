import { existsSync, lstatSync } from "node:fs";
import { LegateError } from "../../ports/failure.ts";
import type { PlacedMount } from "./profile.ts";
import { identityOf } from "./what-lies-at.ts";

/**
 * Looks, from outside, at what a sandbox that was just built holds. Throws `workspace-conflict` when one of
 * `mounts` is not the object that was checked: somebody changed its path between the check and the mount.
 * False when the sandbox ended meanwhile and holds nothing any more.
 */
export function checkMounted(init: number, mounts: readonly PlacedMount[]): boolean {
  const inside = `/proc/${init}/root`;
  for (const { at, identity } of mounts) {
    if (identity === undefined) continue;
    const found = identityAt(`${inside}${at}`);
    if (found === identity) continue;
    if (found === undefined && !existsSync(inside)) return false;
    throw new LegateError(
      "workspace-conflict",
      `The command was not started: ${at} was exchanged for something else while its sandbox was being built. Stop whoever works in a folder above it, and look at it.`,
      { details: { path: at } },
    );
  }
  return true;
}

function identityAt(path: string): string | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : identityOf(stats);
}
