import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBubblewrapSandbox } from "../src/adapters/bubblewrap/sandbox.ts";
import { createGitWorkspaces, type GitWorkspaces } from "../src/adapters/git/workspaces.ts";
import { systemClock } from "../src/adapters/node/clock.ts";
import { workerId } from "../src/core/ids.ts";
import type { OpenedWorkspace, WorkspaceSpec } from "../src/core/workspace/workspace.ts";

/** Workspaces in a state directory of their own, with room for so many slots; the sandbox is warm. */
export async function workspacesIn(stateDir: string, slots: number): Promise<GitWorkspaces> {
  const reveal = ["workspaces", "vaults", "scratch"].map((name) => join(stateDir, name));
  const sandbox = createBubblewrapSandbox({ hidden: [stateDir], reveal });
  await sandbox.report();
  const pool = { slots, repositoryMb: 100_000, totalMb: 100_000 };
  return createGitWorkspaces({ stateDir, sandbox, clock: systemClock, pool });
}

export function worktreeOf(repo: string, base = "HEAD") {
  return { kind: "worktree", repo, base, include: [], includeUncommitted: false } as const;
}

export function openNew(
  workspaces: GitWorkspaces,
  spec: WorkspaceSpec,
  worker = workerId(systemClock.uuid()),
): Promise<OpenedWorkspace> {
  return workspaces.open(spec, worker, {});
}

/** A fresh directory on the disk that is measured (`LEGATE_BENCH_DIR`, else the temporary one), gone afterwards. */
export async function inMeasured<T>(name: string, act: (directory: string) => Promise<T>): Promise<T> {
  const parent = process.env["LEGATE_BENCH_DIR"] ?? tmpdir();
  const directory = realpathSync(mkdtempSync(join(parent, `legate-bench-${name}-`)));
  try {
    return await act(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
