import { LegateError } from "../../../ports/failure.ts";
import type { ComparedWork, MergeConflict } from "../../../ports/landings.ts";
import { gitOf } from "../checkpoint.ts";
import { mergeCommits } from "./merge-trees.ts";
import type { Workbench } from "./workbench.ts";

/** What would conflict if the work of both landed now, each from what it started from. */
export async function compareWork(
  bench: Workbench,
  one: ComparedWork,
  other: ComparedWork,
): Promise<readonly MergeConflict[]> {
  if (gitOf(one.workspace).vault !== gitOf(other.workspace).vault)
    throw new LegateError("bad-input", `${one.worker} and ${other.worker} work on different repositories.`);
  const merged = await mergeCommits(bench, one.head.commit, other.head.commit);
  return merged.ok ? [] : merged.conflicts;
}
