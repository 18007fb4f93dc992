import type { SandboxMount } from "../../../ports/sandbox.ts";
import type { FoundRepository } from "../find-repository.ts";
import { isSameOrBelow } from "../path-order.ts";

/** What a git in a linked worktree sees of the repository: its git directory and what that borrows from, and no file. */
export function linkMounts(
  { commonDir, top, gitDir, visible }: FoundRepository,
  mode: "ro" | "rw",
): SandboxMount[] {
  const borrowed = visible.filter(
    (path) => path !== top && path !== gitDir && !isSameOrBelow(path, commonDir),
  );
  return [{ path: commonDir, mode }, ...borrowed.map((path) => ({ path, mode: "ro" }) as const)];
}

/** The environment of a git that sees no tree of the user's: a submodule's configuration names one, which is not there. */
export function gitWithoutTree({ commonDir }: FoundRepository): Record<string, string> {
  return { GIT_DIR: commonDir, GIT_WORK_TREE: commonDir };
}
