import { lstat } from "node:fs/promises";
import { enterAnchor, selfPath } from "./path-step.ts";
import type { Place } from "./place.ts";

/**
 * Whether the workspace root itself is a git work tree. Asked before git is: without a repository,
 * `git diff` would compare two paths instead, and listing ignored files needs no process.
 */
export async function isRepository(place: Place): Promise<boolean> {
  const root = await enterAnchor(place, place.root);
  await using _held = root.handle;
  return await lstat(`${selfPath(root)}/.git`).then(
    () => true,
    () => false,
  );
}
