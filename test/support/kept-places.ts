import type { WorkerId } from "../../src/core/ids.ts";
import { keptState } from "../../src/core/workspace/kept-state.ts";
import type { OpenedWorkspace } from "../../src/core/workspace/workspace.ts";
import type { Workspaces } from "../../src/ports/workspaces.ts";
import { createSmallWorkspaces } from "../../src/testing/small-workspaces.ts";

/** What there is of workers' files: directories by what is in them, and when each worker's refs were made. */
export interface KeptPlaces {
  readonly workspaces: Workspaces;
  readonly directories: Map<WorkerId, string>;
  /** ISO 8601. */
  readonly refs: Map<WorkerId, string>;
}

/** Worktrees in memory. A directory holds a word, which is also the tree of its checkpoint. */
export function keptPlaces(now: () => string): KeptPlaces {
  const directories = new Map<WorkerId, string>();
  const refs = new Map<WorkerId, string>();
  /** What a release kept that no checkpoint has. */
  const heads = new Map<WorkerId, string>();
  const workspaces: Workspaces = {
    ...createSmallWorkspaces(),
    open: async (_spec, worker) => {
      directories.set(worker, BASE);
      refs.set(worker, now());
      return placeOf(worker);
    },
    restore: async (_workspace, worker, last) => {
      if (directories.has(worker)) return "present";
      directories.set(worker, last?.tree ?? BASE);
      return "rebuilt";
    },
    inspect: async (workspace, worker, last) => {
      const words = directories.get(worker) ?? heads.get(worker);
      if (words === undefined) return undefined;
      const there = { path: workspace.root, bytes: words.length };
      return words === treeOf(workspace, last) ? there : { ...there, unkept: "It has files of its own" };
    },
    release: async (workspace, worker, last) => {
      const words = directories.get(worker);
      if (words?.endsWith(UNKEEPABLE)) return { removed: false, reason: "It has files of its own" };
      if (words !== undefined && words !== treeOf(workspace, last)) heads.set(worker, words);
      directories.delete(worker);
      return { removed: true, reason: "Everything in it is kept." };
    },
    abandon: async (_workspace, worker) => {
      directories.delete(worker);
      return { removed: true, reason: "Its work was given up." };
    },
    kept: async () => [...refs.keys()],
    forget: async (workers, before) => {
      const going = workers.filter((worker) => (refs.get(worker) ?? before) < before);
      for (const worker of going) refs.delete(worker);
      return going.length;
    },
  };
  return { workspaces, directories, refs };
}

export const BASE = "base";

/** A directory whose word ends so has something that no commit holds. */
export const UNKEEPABLE = " and more";

export function placeOf(worker: WorkerId): OpenedWorkspace {
  const git = {
    repo: "/repo",
    vault: "/vault",
    base: BASE,
    baseTree: BASE,
    baseName: "HEAD",
    uncommittedFiles: 0,
  };
  return { kind: "worktree", root: `/w/${worker}`, mounts: [], git };
}

function treeOf({ git }: OpenedWorkspace, last: Parameters<Workspaces["inspect"]>[2]): string {
  return git === undefined ? BASE : keptState(git, last).tree;
}
