import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { branchName } from "../../../core/landing/landing.ts";
import { isThere, readIfThere } from "../durable-file.ts";
import type { FoundRepository } from "../find-repository.ts";

/**
 * What the user is in the middle of with this branch, and what to do; nothing when it is free. Only names and
 * small files of his git directory are read.
 */
export async function whatKeepsBusy(
  found: FoundRepository,
  checkedOut: FoundRepository | null,
  ref: string,
): Promise<string | undefined> {
  const inTheMiddle = checkedOut === null ? undefined : await halfDone(checkedOut.gitDir);
  if (inTheMiddle !== undefined)
    return `${checkedOut?.top} is in the middle of ${inTheMiddle}; finish or abort that first.`;
  for (const gitDir of await gitDirsOf(found.commonDir)) {
    const what = await movesLater(gitDir, ref);
    if (what !== undefined)
      return `${branchName(ref)} is being ${what} (see ${gitDir}); finish or abort that first.`;
  }
  return undefined;
}

const STATES: readonly (readonly [file: string, what: string])[] = [
  ["MERGE_HEAD", "a merge"],
  ["rebase-merge", "a rebase"],
  ["rebase-apply", "a rebase or git am"],
  ["CHERRY_PICK_HEAD", "a cherry-pick"],
  ["REVERT_HEAD", "a revert"],
  ["sequencer", "a cherry-pick or revert of several commits"],
];

async function halfDone(gitDir: string): Promise<string | undefined> {
  for (const [file, what] of STATES) if (await isThere(join(gitDir, file))) return what;
  return undefined;
}

/** A rebase detaches HEAD and moves the branch at its end; so nobody else has it checked out meanwhile. */
async function movesLater(gitDir: string, ref: string): Promise<string | undefined> {
  for (const folder of ["rebase-merge", "rebase-apply"]) {
    if ((await readIfThere(join(gitDir, folder, "head-name")))?.trim() === ref) return "rebased";
  }
  const start = (await readIfThere(join(gitDir, "BISECT_START")))?.trim();
  return start === branchName(ref) ? "bisected" : undefined;
}

async function gitDirsOf(commonDir: string): Promise<readonly string[]> {
  const names: string[] = await readdir(join(commonDir, "worktrees")).catch(() => []);
  return [commonDir, ...names.map((name) => join(commonDir, "worktrees", name))];
}
