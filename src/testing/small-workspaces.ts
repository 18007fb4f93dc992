import { callersFolder, placeKind, type WorkspaceSpec } from "../core/workspace/workspace.ts";
import type { Workspaces } from "../ports/workspaces.ts";

/** Workspaces with no files behind them, whose checkpoints are counted: for tests of everything but files. */
export function createSmallWorkspaces(): Workspaces {
  let kept = 0;
  return {
    check: async () => ({ uncommittedFiles: 0, suggestedIncludes: [] }),
    open: async (spec) => ({ kind: placeKind(spec), root: rootOf(spec), mounts: [] }),
    restore: async () => "present",
    checkpoint: async (_workspace, worker, { seq }) => {
      kept += 1;
      const commit = kept.toString(16).padStart(40, "0");
      return {
        commit,
        tree: commit,
        ref: `refs/legate/${worker}/snap/${seq}`,
        ignored: { count: 0, sample: [] },
      };
    },
    diff: async () => ({ files: [], patch: new Uint8Array() }),
    writeOut: async (_workspace, _worker, { to }) => ({ path: to, commit: "0".repeat(40) }),
    takeIn: async () => ({ ok: true, files: [] }),
    release: async () => ({ removed: false, reason: "nothing to remove" }),
    inspect: async () => undefined,
    abandon: async () => ({ removed: true, reason: "nothing was there" }),
    kept: async () => [],
    forget: async () => 0,
    pack: async (_workspace, _worker, last) => ({
      about: {
        ...NO_FILES,
        ...(last === undefined ? {} : { head: { commit: last.commit, tree: last.tree } }),
      },
      chunks: async function* () {
        yield { pack: "base", bytes: new TextEncoder().encode("files") };
      },
      [Symbol.asyncDispose]: async () => {},
    }),
    unpack: async (files, _worker, { key }) => {
      let bytes = 0;
      for await (const chunk of files.chunks()) bytes += chunk.bytes.length;
      return { kind: "worktree", root: `/unpacked/${bytes}/${key.slice(0, 12)}`, mounts: [] };
    },
  };
}

const NO_FILES = { base: "0".repeat(40), baseTree: "0".repeat(40), baseName: "HEAD", snapshots: [] };

function rootOf(spec: WorkspaceSpec): string {
  return placeKind(spec) === "directory" ? (callersFolder(spec) ?? "/") : "/workspace";
}
