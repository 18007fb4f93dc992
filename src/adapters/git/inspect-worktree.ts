import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { Checkpoint, OpenedWorkspace } from "../../core/workspace/workspace.ts";
import type { WorkspaceContents, WorkspaceOptions } from "../../ports/workspaces.ts";
import { gitOf } from "./checkpoint.ts";
import { headRef, importedRemainderRef, readRef, readRemainder, remainderHeadRef } from "./kept-refs.ts";
import { doubtAboutOwnRepository } from "./own-repository.ts";
import { readMarker } from "./ownership-marker.ts";
import { treeOf } from "./pin-base.ts";
import { ignoredWords } from "./release.ts";
import { isFolder } from "./restore.ts";
import { workerHome } from "./state-layout.ts";
import { peekAtFiles } from "./take-snapshot.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** What `release` would find in a worker's directory, without keeping or removing anything. */
export async function inspectWorktree(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  last: Checkpoint | undefined,
  options: WorkspaceOptions,
): Promise<WorkspaceContents | undefined> {
  const home = workerHome(context.layout, worker);
  const isThere = (await readMarker(home, worker)) !== undefined;
  const hasFiles = isThere && (await isFolder(workspace.root));
  const newer = (await newerThan(workspace, worker, last)) ?? (await archived(workspace, worker, hasFiles));
  if (!isThere && newer === undefined) return undefined;
  const remainder = (await readRemainder(gitOf(workspace).vault, worker))?.commit;
  const there = {
    path: workspace.root,
    bytes: isThere ? await bytesBelow(home) : 0,
    ...(remainder === undefined ? {} : { remainder }),
  };
  const unkept = newer ?? (hasFiles ? await unkeptIn(context, workspace, worker, last, options) : undefined);
  return unkept === undefined ? there : { ...there, unkept };
}

/** A release keeps what changed since the last checkpoint, and no record says so but in its ref. */
async function newerThan(
  workspace: OpenedWorkspace,
  worker: WorkerId,
  last: Checkpoint | undefined,
): Promise<string | undefined> {
  const git = gitOf(workspace);
  const head = await readRef(git.vault, headRef(worker));
  if (head === undefined || (await treeOf(git.vault, head)) === keptState(git, last).tree) return undefined;
  return `${headRef(worker)} has files that are newer than its last checkpoint`;
}

/**
 * Git data and ignored files of a directory that is gone are nowhere but in their archive, and the git data that a file
 * brought is not in the directory either.
 */
async function archived(
  workspace: OpenedWorkspace,
  worker: WorkerId,
  hasFiles: boolean,
): Promise<string | undefined> {
  const { vault } = gitOf(workspace);
  const hasOwn = !hasFiles && (await readRef(vault, remainderHeadRef(worker))) !== undefined;
  const ref = hasOwn ? remainderHeadRef(worker) : importedRemainderRef(worker);
  if (!hasOwn && (await readRef(vault, ref)) === undefined) return undefined;
  return `${ref} has git data of its own (branches, a stash, staged files) or ignored files`;
}

async function unkeptIn(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  last: Checkpoint | undefined,
  options: WorkspaceOptions,
): Promise<string | undefined> {
  const git = gitOf(workspace);
  const { commit: parent, tree: parentTree } = keptState(git, last);
  const at = context.now();
  const request = { worker, git, parent, parentTree, message: "", at, signal: options.signal };
  const { tree, changed, ignored } = await peekAtFiles(context, request);
  if (changed) return "Its files differ from what is kept of them";
  if (ignored.count > 0) return ignoredWords(ignored);
  return doubtAboutOwnRepository(context, { ...workspace, git }, worker, tree, options);
}

/** The size of everything in a folder, without following links; what vanishes meanwhile counts nothing. */
async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesBelow(path);
    else
      bytes += await lstat(path).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}
