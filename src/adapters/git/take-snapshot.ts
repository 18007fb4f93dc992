import { link, rename } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import { isFailure } from "../../ports/failure.ts";
import { objectId } from "./object-id.ts";
import { readTree, SAMPLE, type SnapshotRequest, type TreeReading } from "./read-tree.ts";
import { withScratch } from "./sandboxed-git.ts";
import { removeQuietly, workerHome } from "./state-layout.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/**
 * Reads a worker's tree in the sandbox and makes a commit of it when it differs from `parentTree`.
 *
 * S1. The tree is mounted read-only and read through the trusted git directory with a private copy
 *     of its index: the worker's own `.git` is neither read nor changed.
 * S2. What the commit lacks is named in `ignored`: ignored files, files that could not be read, and
 *     the `.git` of repositories inside the tree (whose files are kept like any others).
 * S3. The result is a claim. The host believes ids only after it has checked the objects itself.
 * S4. The private index is remembered for the next time, as a cache: with it unchanged files are not
 *     read again. When it is damaged or does not fit, the trusted one is used.
 */
export function takeSnapshot<Value>(
  context: WorkspacesContext,
  request: SnapshotRequest,
  use: (snapshot: Snapshot) => Promise<Value>,
): Promise<Value> {
  return withScratch(context.layout, join(request.git.vault, "objects"), async (scratch) => {
    const { nested, second } = await readTwice(context, request, scratch);
    const ignored = lackedBy(nested, second);
    const tree = objectId(second.tree, "the tree");
    const snapshot = { tree, ignored, pack: join(scratch, "pack"), scratch, nested };
    const result = await use(
      second.commit === "" ? snapshot : { ...snapshot, commit: objectId(second.commit, "the commit") },
    );
    // Only now are all objects that this index names in the vault (S4).
    await rename(join(scratch, "index"), rememberedIndex(context, request.worker)).catch(() => {});
    return result;
  });
}

/** The same look without keeping anything: whether the files differ, and what a commit would lack. */
export function peekAtFiles(
  context: WorkspacesContext,
  request: SnapshotRequest,
): Promise<{ readonly tree: string; readonly changed: boolean; readonly ignored: Snapshot["ignored"] }> {
  return withScratch(context.layout, join(request.git.vault, "objects"), async (scratch) => {
    const { nested, second } = await readTwice(context, request, scratch);
    const tree = objectId(second.tree, "the tree");
    return { tree, changed: second.commit !== "", ignored: lackedBy(nested, second) };
  });
}

function lackedBy(nested: readonly string[], { ignored }: TreeReading): Snapshot["ignored"] {
  const sample = [...nested, ...ignored.sample].slice(0, SAMPLE);
  return { count: ignored.count + nested.length, sample };
}

export interface Snapshot {
  readonly tree: string;
  /** Absent when the tree is the parent's. */
  readonly commit?: string;
  /** Where the objects wait that the vault lacks. */
  readonly pack: string;
  /** The folder of this run, for as long as it is used. */
  readonly scratch: string;
  /** The `.git` of each repository inside the tree. */
  readonly nested: readonly string[];
  readonly ignored: { readonly count: number; readonly sample: readonly string[] };
}

function rememberedIndex(context: WorkspacesContext, worker: WorkerId): string {
  return join(workerHome(context.layout, worker), "index");
}

/** Reads the tree; once more when there are repositories inside to be covered first, or on a bad cache. */
async function readTwice(context: WorkspacesContext, request: SnapshotRequest, scratch: string) {
  const remembered = await link(rememberedIndex(context, request.worker), join(scratch, "remembered")).then(
    () => true,
    () => false,
  );
  const read = async (nested: readonly string[]) => {
    try {
      return await readTree(context, request, scratch, nested);
    } catch (error) {
      if (!remembered || !isFailure(error, "git-failed")) throw error;
      await removeQuietly(join(scratch, "remembered"));
      return readTree(context, request, scratch, nested);
    }
  };
  const first = await read([]);
  return { nested: first.nested, second: first.nested.length === 0 ? first : await read(first.nested) };
}
