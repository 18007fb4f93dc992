import { mkdir, realpath, rename } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import type { WorkspaceContents } from "../../ports/workspaces.ts";
import { readMarker, writeMarker } from "./ownership-marker.ts";
import { isFolder } from "./restore.ts";
import { removeQuietly, retire, type StateLayout, scratchPath, workerHome } from "./state-layout.ts";

/**
 * A folder of the caller's, as it is: nothing is made, kept or removed. Rejects with `workspace-conflict` when its
 * recorded path leads elsewhere by now.
 */
export async function openDirectory(path: string): Promise<OpenedWorkspace> {
  const root = await realDirectory(path);
  if (root === path) return { kind: "directory", root, mounts: [{ path: root, mode: "rw" }] };
  throw new LegateError(
    "workspace-conflict",
    `${path} is not the folder that this worker was made for: it leads to ${root} through a symbolic link. Put the folder back, or make another worker for ${root}.`,
    { details: { path } },
  );
}

/** The path, without links, of a folder that a caller names. Rejects with `bad-input` when it is none. */
export async function realDirectory(path: string): Promise<string> {
  const root =
    isAbsolute(path) && !path.includes("\0") ? await realpath(path).catch(() => undefined) : undefined;
  if (root !== undefined && (await isFolder(root))) return root;
  throw new LegateError(
    "bad-input",
    `${JSON.stringify(path)} is not the absolute path of a folder; create it first, or name another.`,
    {
      details: { path },
    },
  );
}

/** An empty private folder, shown read-only: a worker without files still has a place to stand. */
export async function openNone(layout: StateLayout, worker: WorkerId): Promise<OpenedWorkspace> {
  const home = workerHome(layout, worker);
  const root = join(home, "tree");
  const opened: OpenedWorkspace = { kind: "none", root, mounts: [{ path: root, mode: "ro" }] };
  const marker = await readMarker(home, worker);
  if (marker === undefined) await placeEmpty(layout, worker, home, opened);
  else if (marker.spec.kind !== "none") {
    throw new LegateError(
      "workspace-conflict",
      `${worker} was opened before with other settings; use another worker.`,
    );
  }
  await mkdir(root, { recursive: true });
  return opened;
}

/** The empty folder of a worker without files, as long as it is there; a folder of the caller's is not ours. */
export async function inspectNone(
  layout: StateLayout,
  { kind, root }: OpenedWorkspace,
  worker: WorkerId,
): Promise<WorkspaceContents | undefined> {
  if (kind !== "none" || (await readMarker(workerHome(layout, worker), worker)) === undefined)
    return undefined;
  return { path: root, bytes: 0 };
}

export async function releaseNone(
  layout: StateLayout,
  worker: WorkerId,
): Promise<{ removed: boolean; reason: string }> {
  const home = workerHome(layout, worker);
  const marker = await readMarker(home, worker);
  if (marker !== undefined && marker.spec.kind !== "none")
    return { removed: false, reason: `${home} holds files of ${worker}.` };
  if (marker !== undefined) await retire(layout, home);
  return { removed: true, reason: "It was an empty folder." };
}

async function placeEmpty(
  layout: StateLayout,
  worker: WorkerId,
  home: string,
  opened: OpenedWorkspace,
): Promise<void> {
  const draft = scratchPath(layout);
  await mkdir(join(draft, "tree"), { recursive: true, mode: 0o700 });
  await writeMarker(draft, { worker, spec: { kind: "none" }, opened });
  try {
    await rename(draft, home);
  } catch (error) {
    await removeQuietly(draft);
    if ((await readMarker(home, worker)) === undefined) throw error;
  }
}
