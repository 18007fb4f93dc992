import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { keptState } from "../../core/workspace/kept-state.ts";
import type { OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { KeptFilesAsked, WorkspaceOptions, WrittenOut } from "../../ports/workspaces.ts";
import { seenBase } from "./base-store.ts";
import { hostGit } from "./hardened-git.ts";
import { headRef, readRef, readRemainder } from "./kept-refs.ts";
import { prepareTree } from "./prepare-tree.ts";
import { MOST_GIT_BYTES, MOST_IGNORED_BYTES } from "./remainder.ts";
import { requireKept } from "./require-kept.ts";
import { removeQuietly } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Writes kept files into a folder of the caller's: beside it first, and renamed into place once whole.
 * They are read from the vault alone; the worker's directory may be gone. No repository is made of it.
 */
export async function writeOut(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  { checkpoint, to, remainderTo }: KeptFilesAsked,
  options: WorkspaceOptions,
): Promise<WrittenOut> {
  const { git } = workspace;
  if (git === undefined) throw keepsNothing(workspace, worker);
  await requireFree(to);
  const newest = checkpoint === "newest" ? await readRef(git.vault, headRef(worker)) : undefined;
  const commit = newest ?? keptState(git, checkpoint === "newest" ? undefined : checkpoint).commit;
  await requireKept(context.layout, git, seenBase(workspace), commit);
  const remainder = checkpoint === "newest" ? await remainderOf(git, worker, remainderTo) : undefined;
  const draft = join(dirname(to), `.${basename(to)}.${randomUUID()}.tmp`);
  try {
    await mkdir(draft, { mode: 0o700 }).catch((cause: unknown) => {
      throw new LegateError("bad-input", `${dirname(to)} cannot be written; name a folder elsewhere.`, {
        cause,
      });
    });
    await prepareTree({ home: draft, vault: git.vault, commit, signal: options.signal });
    if (remainder !== undefined && remainderTo !== undefined)
      await writeArchive(git, remainder.commit, remainderTo, options);
    await rename(join(draft, "tree"), to).catch((cause: unknown) => {
      throw occupied(to, cause);
    });
    return { path: to, commit, ...(remainder === undefined ? {} : { remainder: remainder.ref }) };
  } finally {
    await removeQuietly(draft);
  }
}

async function remainderOf(git: WorkspaceGit, worker: WorkerId, to: string | undefined) {
  const remainder = await readRemainder(git.vault, worker);
  if (remainder !== undefined) return remainder;
  if (to === undefined) return undefined;
  throw new LegateError(
    "not-allowed-now",
    `Nothing is kept of ${worker} but its files; leave the archive out.`,
  );
}

/** As it is: whoever unpacks it gets a worker's hooks and settings, and may look at the names first. */
async function writeArchive(
  git: WorkspaceGit,
  commit: string,
  to: string,
  { signal }: WorkspaceOptions,
): Promise<void> {
  const args = ["cat-file", "blob", `${commit}:remainder.tar`];
  const bytes = await hostGit({ gitDir: git.vault, args, maxOutputBytes: MOST_ARCHIVE_BYTES, signal });
  await writeFile(to, bytes, { flag: "wx", mode: 0o600 }).catch((cause: unknown) => {
    throw new LegateError("bad-input", `${to} is there already, or cannot be written; name another file.`, {
      cause,
    });
  });
}

/** What is archived, and what an archive adds for each of its names. */
const MOST_ARCHIVE_BYTES = 2 * (MOST_GIT_BYTES + MOST_IGNORED_BYTES);

/** Renaming replaces an empty folder, and nothing else of the caller's. */
async function requireFree(to: string): Promise<void> {
  if (!isAbsolute(to) || to.includes("\0"))
    throw new LegateError("bad-input", `${JSON.stringify(to)} is not an absolute path; give the whole path.`);
  const stats = await lstat(to).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isDirectory() || (await readdir(to)).length > 0) throw occupied(to);
}

function occupied(to: string, cause?: unknown): LegateError {
  const message = `${to} is there already and stays as it is; name a folder that is not there, or an empty one.`;
  return new LegateError("bad-input", message, { cause, details: { path: to } });
}

function keepsNothing({ kind, root }: OpenedWorkspace, worker: WorkerId): LegateError {
  const message =
    kind === "directory"
      ? `${worker} works in ${root}, a folder of its caller's, of which nothing is kept.`
      : `${worker} has no files.`;
  return new LegateError("not-allowed-now", message, { details: { worker } });
}
