import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { v7 } from "uuid";
import { createBubblewrapSandbox } from "../../../../src/adapters/bubblewrap/sandbox.ts";
import { createGitWorkspaces, type GitWorkspaces } from "../../../../src/adapters/git/workspaces.ts";
import { type WorkerId, workerId } from "../../../../src/core/ids.ts";
import type { WorkspaceSpec } from "../../../../src/core/workspace/workspace.ts";
import type { Workspaces } from "../../../../src/ports/workspaces.ts";

/** A scratch folder with a state directory, workspaces over it, and a user's repository. */
export interface Ground {
  readonly folder: string;
  readonly stateDir: string;
  readonly repo: string;
  readonly workspaces: Workspaces;
  readonly remove: () => void;
}

export function makeGround(
  files: Readonly<Record<string, string>> = { "README.md": "hello\n", "src/a.txt": "a\n" },
): Ground {
  const folder = mkdtempSync(join(tmpdir(), "legate-git-"));
  const stateDir = join(folder, "state");
  const repo = join(folder, "repo");
  mkdirSync(repo);
  git(repo, "init", "-q", "-b", "main");
  git(repo, "config", "user.name", "User");
  git(repo, "config", "user.email", "user@example.org");
  writeFiles(repo, files);
  if (Object.keys(files).length > 0) commitAll(repo, "first");
  return {
    folder,
    stateDir,
    repo,
    workspaces: openState(stateDir),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export function openState(stateDir: string): GitWorkspaces {
  return createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir) });
}

export function sandboxFor(stateDir: string) {
  const reveal = ["workspaces", "vaults", "scratch"].map((name) => join(stateDir, name));
  return createBubblewrapSandbox({ hidden: [stateDir], reveal });
}

/** Git as a user runs it, but with no configuration of this machine. */
export function git(cwd: string, ...args: string[]): string {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: "file",
  };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

export function commitAll(repo: string, message: string): string {
  git(repo, "add", "-A");
  git(repo, "commit", "-q", "--allow-empty", "-m", message);
  return git(repo, "rev-parse", "HEAD");
}

export function aWorktree(repo: string, more: Partial<Extract<WorkspaceSpec, { kind: "worktree" }>> = {}) {
  return { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false, ...more } as const;
}

export function aWorker(): WorkerId {
  return workerId(v7());
}
