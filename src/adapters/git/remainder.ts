import { constants } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { OpenedWorkspace, WorkspaceGit } from "../../core/workspace/workspace.ts";
import { isFailure } from "../../ports/failure.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { readIfThere } from "./durable-file.ts";
import { authorEnvironment } from "./git-layout.ts";
import { importPack } from "./import-pack.ts";
import { changeRefs, type RefChange, readRef, remainderHeadRef, remainderRef } from "./kept-refs.ts";
import { isLinkedNow } from "./linked/doubt-about-link.ts";
import { objectId } from "./object-id.ts";
import { doubtAboutOwnRepository } from "./own-repository.ts";
import { treeOf } from "./pin-base.ts";
import { KEEP_REMAINDER } from "./remainder-script.ts";
import { withLock } from "./repository-lock.ts";
import { sandboxedGit } from "./sandboxed-git.ts";
import { workerHome } from "./state-layout.ts";
import type { Snapshot } from "./take-snapshot.ts";
import { lockOf } from "./vault.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * What of a checkout no commit of its files can hold: the worker's own git data (branches, a stash, what
 * is staged, a rebase half done), that of repositories inside, and ignored files. It is kept byte for byte,
 * as an archive in a commit of its own.
 *
 * R1. No git looks into it and nothing of it is run: the archive is made of names and bytes, in the sandbox.
 *     A git that may be lied to says only whether there is anything at all; when in doubt it is kept.
 * R2. Beside checkpoints it is looked at when the git data changed, and without ignored files, which may be
 *     many; before a directory goes it is kept whole, or the directory stays.
 * R3. What is too large is not kept, and said: git data above `MOST_GIT_BYTES`, ignored files above
 *     `MOST_IGNORED_BYTES`. Nor are ignored files with names that secrets have.
 * R4. The git data of a linked worktree is part of the user's repository, and not kept: when there is more
 *     than the worker can have made, the directory stays.
 */
export async function keepRemainder(
  context: WorkspacesContext,
  workspace: OpenedWorkspace & { readonly git: WorkspaceGit },
  worker: WorkerId,
  asked: RemainderAsked,
  options: WorkspaceOptions,
): Promise<KeptRemainder> {
  const { snapshot, whole, name } = asked;
  const signature = await signatureIn(snapshot.scratch);
  const cache = join(workerHome(context.layout, worker), "signature");
  if (!whole && signature !== undefined && signature === (await readIfThere(cache))) return {}; // R2
  const { vault } = workspace.git;
  const locked = <Value>(work: () => Promise<Value>) =>
    withLock(lockOf(context.layout, vault), options.signal, work);
  const doubt = await doubtAboutOwnRepository(context, workspace, worker, snapshot.tree, options);
  const isLinked = await isLinkedNow(workspace);
  if (doubt !== undefined && isLinked) return whole ? { lacks: doubt } : {}; // R4
  const ignored = snapshot.ignored.count - snapshot.nested.length;
  const isNothing = doubt === undefined && snapshot.nested.length === 0 && (!whole || ignored === 0);
  const kept = isNothing ? {} : await archive(context, workspace, worker, asked, options);
  if (kept.commit !== undefined) {
    const { commit } = kept;
    const ref = await locked(() => keepUnder(vault, worker, name, commit));
    await writeFile(cache, signature ?? "");
    return { ref };
  }
  if (kept.lacks !== undefined) return { lacks: kept.lacks };
  await locked(() => forgetHead(vault, worker));
  await writeFile(cache, signature ?? "");
  return {};
}

export interface RemainderAsked {
  /** Part of the ref's name, as of the checkpoint it is kept with. */
  readonly name: string;
  readonly snapshot: Snapshot;
  /** Ignored files, too, and whether anything changed or not. */
  readonly whole: boolean;
}

/** Neither when there is nothing that needs to be kept, or nothing new. */
export interface KeptRemainder {
  readonly ref?: string;
  /** Why it could not be kept, in words. */
  readonly lacks?: string;
}

const MEBIBYTE = 1024 * 1024;
export const MOST_GIT_BYTES = 256 * MEBIBYTE;
export const MOST_IGNORED_BYTES = 16 * MEBIBYTE;

async function signatureIn(scratch: string): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(scratch, "signature"), flags).catch(() => undefined);
  try {
    const { buffer, bytesRead } = (await file?.read(Buffer.alloc(64), 0, 64, 0)) ?? { bytesRead: 0 };
    return bytesRead === 64 ? buffer?.toString("latin1") : undefined;
  } finally {
    await file?.close();
  }
}

async function archive(
  context: WorkspacesContext,
  workspace: OpenedWorkspace & { readonly git: WorkspaceGit },
  worker: WorkerId,
  { snapshot, whole, name }: RemainderAsked,
  options: WorkspaceOptions,
): Promise<{ readonly commit?: string; readonly lacks?: string }> {
  const { git, root } = workspace;
  const { scratch, nested } = snapshot;
  const trusted = join(workerHome(context.layout, worker), "gitdir");
  const before = await readRef(git.vault, remainderHeadRef(worker));
  const gitData = (await isLinkedNow(workspace)) ? nested : [".git", ...nested];
  await writeFile(join(scratch, "git-data"), gitData.map((path) => `./${path}\0`).join(""));
  try {
    const answer = await sandboxedGit(context.sandbox, {
      what: "keeping git data and ignored files",
      script: KEEP_REMAINDER,
      cwd: root,
      env: {
        ...authorEnvironment(context.now()),
        GIT_DIR: trusted,
        GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
        LEGATE_SCRATCH: scratch,
        LEGATE_WHOLE: whole ? "yes" : "no",
        LEGATE_BEFORE: before ?? "",
        LEGATE_MOST_GIT: String(MOST_GIT_BYTES),
        LEGATE_MOST_IGNORED: String(MOST_IGNORED_BYTES),
        LEGATE_MESSAGE: `Git data and ignored files of ${worker} at ${name}`,
      },
      mounts: [
        { path: root, mode: "ro" },
        { path: trusted, mode: "ro" },
        { path: join(git.vault, "objects"), mode: "ro" },
        { path: scratch, mode: "rw" },
      ],
      signal: options.signal,
    });
    const [verdict = "", what = ""] = answer.trim().split(" ", 2);
    if (verdict !== "kept") return { lacks: whyNot(verdict, snapshot) };
    const commit = objectId(what, "the archive");
    if (commit === before) return { commit };
    await importPack(git.vault, join(scratch, "remainder"), "worker", options.signal);
    await treeOf(git.vault, commit); // the sandboxed git said that there is one
    return { commit };
  } catch (error) {
    if (!isFailure(error, "git-failed")) throw error;
    return { lacks: `Its git data and ignored files could not be read: ${error.message}` };
  }
}

function whyNot(verdict: string, { ignored, nested }: Snapshot): string {
  const some = ignored.sample.filter((path) => !nested.includes(path)).slice(0, 3);
  const words = `It has ${ignored.count} files or folders that no commit holds (${some.join(", ")})`;
  switch (verdict) {
    case "secret":
      return `${words}, some with names that secrets have, which are never kept`;
    case "ignored":
      return `${words}, of more than ${MOST_IGNORED_BYTES / MEBIBYTE} MiB`;
    default:
      return `It has git data of its own of more than ${MOST_GIT_BYTES / MEBIBYTE} MiB`;
  }
}

async function keepUnder(vault: string, worker: WorkerId, name: string, commit: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const ref = remainderRef(worker, attempt === 1 ? name : `${name}-${attempt}`);
    const taken = await readRef(vault, ref);
    if (taken !== undefined && (await treeOf(vault, taken)) !== (await treeOf(vault, commit))) continue;
    const own: RefChange[] = taken === undefined ? [{ ref, create: commit }] : [];
    await changeRefs(vault, [...own, ...(await moveHead(vault, worker, taken ?? commit))]);
    return ref;
  }
}

async function moveHead(vault: string, worker: WorkerId, to: string): Promise<RefChange[]> {
  const ref = remainderHeadRef(worker);
  const from = await readRef(vault, ref);
  if (from === to) return [];
  return [from === undefined ? { ref, create: to } : { ref, move: to, from }];
}

async function forgetHead(vault: string, worker: WorkerId): Promise<void> {
  const ref = remainderHeadRef(worker);
  const from = await readRef(vault, ref);
  if (from !== undefined) await changeRefs(vault, [{ ref, remove: from }]);
}
