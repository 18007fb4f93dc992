import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { WorkerId } from "../../core/ids.ts";
import type { OpenedWorkspace, WorkspaceSpec } from "../../core/workspace/workspace.ts";
import { LegateError } from "../../ports/failure.ts";
import { isThere, readIfThere, writeNewFile } from "./durable-file.ts";

/**
 * What says that a directory is ours and whose: beside the tree, where no worker can write. It is
 * created once, as the last thing before the directory gets its name, and holds the facts of opening.
 */
export interface OwnershipMarker {
  readonly worker: WorkerId;
  readonly spec: WorkspaceSpec;
  readonly opened: OpenedWorkspace;
}

export async function writeMarker(home: string, marker: OwnershipMarker): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeNewFile(
    join(home, MARKER),
    `${JSON.stringify({ version: VERSION, ...marker }, undefined, 2)}\n`,
  );
}

/**
 * The marker of `worker` in `home`; undefined when there is no such directory. Rejects with
 * `workspace-conflict` when something is there that is not this worker's.
 */
export async function readMarker(home: string, worker: WorkerId): Promise<OwnershipMarker | undefined> {
  const text = await readIfThere(join(home, MARKER));
  const marker = text === undefined ? undefined : parseMarker(text);
  if (marker?.worker === worker) return marker;
  if (text === undefined && !(await isThere(home))) return undefined;
  const whose =
    marker === undefined
      ? "has no ownership marker that this Legate can read"
      : `belongs to ${marker.worker}`;
  throw new LegateError("workspace-conflict", `${home} exists and ${whose}; move it away, then try again.`, {
    details: { path: home, worker },
  });
}

const MARKER = "owner.json";

/** Raised when directories of before can no longer be used: they are refused, not guessed at. */
const VERSION = 2;

function parseMarker(text: string): OwnershipMarker | undefined {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== "object" || read === null) return undefined;
    if (!("version" in read) || read.version !== VERSION) return undefined;
    return "worker" in read && "spec" in read && "opened" in read
      ? (read as unknown as OwnershipMarker)
      : undefined;
  } catch {
    return undefined;
  }
}
