import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { PackChunk, PackedAbout, PackedFiles } from "../../ports/packed-files.ts";
import type { WorkspaceOptions } from "../../ports/workspaces.ts";
import { hostGit } from "./hardened-git.ts";
import { readRemainder, snapRef } from "./kept-refs.ts";
import { objectId } from "./object-id.ts";
import { removeQuietly, scratchPath } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Packs what the vault keeps for a worker, as two packs: the base's files without their history, and
 * what every checkpoint, and what is kept beside the newest, adds to them. The packs wait in a scratch folder until this is disposed.
 */
export async function packWorker(
  context: WorkspacesContext,
  workspace: OpenedWorkspace,
  worker: WorkerId,
  last: Checkpoint | undefined,
  options: WorkspaceOptions,
): Promise<PackedFiles & AsyncDisposable> {
  const { git } = workspace;
  if (git === undefined) throw keepsNothing(workspace, worker);
  const { vault, base, baseTree, baseName } = git;
  const snapshots = await snapshotsIn(vault, worker);
  const remainder = (await readRemainder(vault, worker))?.commit;
  const further = [...(last ? [last.commit] : []), ...(remainder === undefined ? [] : [remainder])];
  const made = [...new Set([...snapshots.map(({ commit }) => commit), ...further])];
  const about: PackedAbout = {
    base,
    baseTree,
    baseName,
    snapshots,
    ...(last === undefined ? {} : { head: { commit: last.commit, tree: last.tree } }),
    ...(remainder === undefined ? {} : { remainder }),
  };
  const scratch = scratchPath(context.layout);
  const dispose = () => removeQuietly(scratch);
  try {
    await mkdir(scratch, { mode: 0o700 });
    const pack = (name: string, revs: readonly string[]) =>
      packInto(join(scratch, name), vault, [`--shallow ${base}`, ...revs], options.signal);
    const packs = {
      base: await pack("base", [base]),
      ...(made.length === 0 ? {} : { work: await pack("work", [...made, `^${base}`]) }),
    };
    return { about, chunks: () => chunksOf(packs), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Every checkpoint ref of the worker, in the order of their names. */
async function snapshotsIn(vault: string, worker: WorkerId): Promise<PackedAbout["snapshots"]> {
  const folder = snapRef(worker, "");
  const args = ["for-each-ref", "--format=%(objectname) %(refname)", folder];
  const lines = (await hostGit({ gitDir: vault, args })).toString("utf8").split("\n");
  return lines.flatMap((line) => {
    const [commit, ref = ""] = line.split(" ");
    if (!ref.startsWith(folder)) return [];
    return [{ name: ref.slice(folder.length), commit: objectId(commit, ref) }];
  });
}

/** Answers the path of the pack. A `--shallow` line ends the walk at that commit, parents left out. */
async function packInto(
  name: string,
  vault: string,
  revs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const out = await hostGit({
    gitDir: vault,
    args: ["pack-objects", "-q", "--revs", "--delta-base-offset", name],
    settings: { "pack.threads": "2", "repack.writeBitmaps": "false" },
    stdin: revs.map((line) => `${line}\n`).join(""),
    timeoutMs: 3_600_000,
    signal,
  });
  return `${name}-${objectId(out.toString("utf8").trim(), "the pack")}.pack`;
}

async function* chunksOf(packs: { readonly base: string; readonly work?: string }): AsyncIterable<PackChunk> {
  for (const pack of ["base", "work"] as const) {
    const path = packs[pack];
    if (path === undefined) continue;
    for await (const bytes of createReadStream(path, { highWaterMark: CHUNK_BYTES })) yield { pack, bytes };
  }
}

const CHUNK_BYTES = 256 * 1024;

function keepsNothing({ kind }: OpenedWorkspace, worker: WorkerId): LegateError {
  return new LegateError("not-allowed-now", `${worker} works in a ${kind} workspace, which keeps nothing.`);
}
