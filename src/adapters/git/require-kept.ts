import { dirname } from "node:path";
import type { WorkspaceGit } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import { baseStore } from "./base-store.ts";
import { isThere } from "./durable-file.ts";
import { objectId } from "./object-id.ts";
import type { StateLayout } from "./state-layout.ts";
import { hasCommit } from "./vault.ts";

/**
 * Rejects with `repository-unusable` unless everything a checkout is made from is in one of our vaults:
 * its base, the commit its files come from, and the store of the commit `seen`.
 */
export async function requireKept(
  layout: StateLayout,
  { vault, base }: WorkspaceGit,
  seen: string,
  commit: string,
): Promise<void> {
  const ours = dirname(vault) === layout.vaults;
  for (const id of new Set([commit, base]))
    if (!ours || !(await holds(vault, id))) throw notKept(vault, `the commit ${id}`);
  if (!(await isThere(baseStore(vault, seen)))) throw notKept(vault, `the history of ${seen}`);
}

async function holds(vault: string, commit: string): Promise<boolean> {
  try {
    return await hasCommit(vault, objectId(commit, "a kept state"));
  } catch {
    return false;
  }
}

function notKept(vault: string, what: string): LegateError {
  return new LegateError(
    "repository-unusable",
    `The vault ${vault} does not hold ${what}; was the state directory moved, or the worker discarded?`,
    { details: { vault } },
  );
}
