import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { TakenIn, WorkOfAnother, WorkspaceOptions } from "../../ports/workspaces.ts";
import { gitOf } from "./checkpoint.ts";
import { diffCommits } from "./diff.ts";
import { mergeTrees } from "./landing/merge-trees.ts";
import { benchObjects, type Workbench, withWorkbench } from "./landing/workbench.ts";
import { sandboxedGit } from "./sandboxed-git.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** A git directory of its own, so that nothing of the checkout's own configuration has a say. */
const APPLY = `set -eu
git init -q --bare "$LEGATE_SCRATCH/own"
export GIT_DIR="$LEGATE_SCRATCH/own" GIT_WORK_TREE="$PWD"
git apply --whitespace=nowarn "$LEGATE_SCRATCH/patch"
`;

/** Brings what another worker changed since it started into the files of this one; see the port. */
export async function takeIn(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  last: Checkpoint | undefined,
  other: WorkOfAnother,
  options: WorkspaceOptions,
): Promise<TakenIn> {
  const git = gitOf(workspace);
  const theirs = gitOf(other.workspace);
  if (theirs.vault !== git.vault)
    throw new LegateError("bad-input", "Only work on the same repository can be taken in.");
  return withWorkbench(context, git.vault, options.signal, async (bench) => {
    const ours = keptState(git, last).tree;
    const change = { base: startOf(theirs), ours, theirs: keptState(theirs, other.checkpoint).tree };
    const merged = await mergeTrees(bench, change);
    if (!merged.ok) return { ok: false, paths: merged.conflicts.map(({ path }) => path) };
    const { files, patch } = await diffCommits(git.vault, ours, merged.tree, benchObjects(bench));
    if (files.length > 0) await apply(context, bench, workspace.root, patch, options);
    return { ok: true, files };
  });
}

function startOf(git: WorkspaceGit): string {
  return keptState(git, undefined).tree;
}

/** Whole or not at all: git looks at every file first, and refuses when one is not what it was kept as. */
async function apply(
  { sandbox }: WorkspacesContext,
  { scratch }: Workbench,
  root: string,
  patch: Uint8Array,
  { signal }: WorkspaceOptions,
): Promise<void> {
  await writeFile(join(scratch, "patch"), patch, { flag: "wx" });
  await sandboxedGit(sandbox, {
    what: "taking in another worker's changes",
    script: APPLY,
    cwd: root,
    env: { LEGATE_SCRATCH: scratch },
    mounts: [
      { path: root, mode: "rw" },
      { path: scratch, mode: "rw" },
    ],
    signal,
  });
}
