import type { OpenedWorkspace } from "../../core/workspace/workspace.ts";
import { ToolProblem } from "./tool-problem.ts";

/** Where walks may start: the workspace root, and what is mounted at places inside it. */
export interface Place {
  /** Absolute canonical path, without a slash at its end. */
  readonly root: string;
  /** By the absolute path at which it appears; the root is one of them. */
  readonly anchors: ReadonlyMap<string, Anchor>;
}

export interface Anchor {
  /** Where it really is on the host, a path without links. */
  readonly source: string;
  readonly mode: "ro" | "rw";
}

/**
 * The place of a workspace. What is mounted outside the root (such as a shared object store for git)
 * is for sandboxed commands only and no place for file tools.
 */
export function placeOf(workspace: OpenedWorkspace): Place {
  const { root } = workspace;
  const anchors = new Map<string, Anchor>();
  for (const mount of workspace.mounts) {
    const at = mount.at ?? mount.path;
    if (at === root || at.startsWith(`${root}/`)) anchors.set(at, { source: mount.path, mode: mount.mode });
  }
  if (workspace.kind === "none" || !anchors.has(root)) {
    throw new ToolProblem("This worker has no workspace, so there are no files to work on.");
  }
  return { root, anchors };
}

/** How people and models write a path of this place: relative to the root, `.` for the root. */
export function shownPath(place: Place, path: string): string {
  return path === place.root ? "." : path.slice(place.root.length + 1);
}
