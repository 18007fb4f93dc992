import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keepStateOutside } from "../../src/cli/keep-state-outside.ts";
import type { WorkspaceSpec } from "../../src/core/workspace/workspace.ts";

let top: string;
let worktree: WorkspaceSpec;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "legate-outside-"));
  mkdirSync(join(top, "repo/.git"), { recursive: true });
  mkdirSync(join(top, "repo/deep"));
  symlinkSync("repo", join(top, "link"));
  const repo = join(top, "repo/deep");
  worktree = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false };
});
afterAll(() => rmSync(top, { recursive: true }));

test("a state directory inside of the worker's repository is refused before it is made", () => {
  for (const path of ["repo/state", "repo/deep/a/b", "link/state", "repo"]) {
    expect(() => keepStateOutside(worktree, join(top, path)), path).toThrow(/lies inside .*--state-dir/);
  }
});

test("so is one inside of a folder that is changed in place", () => {
  const directory = { kind: "directory", path: join(top, "link/deep") } as const;
  expect(() => keepStateOutside(directory, join(top, "repo/deep/state"))).toThrow(/lies inside/);
  expect(() => keepStateOutside(directory, join(top, "repo/state"))).not.toThrow();
});

test("one beside it, or for a worker without files, is fine", () => {
  for (const path of ["state", "repository/state"]) {
    expect(() => keepStateOutside(worktree, join(top, path)), path).not.toThrow();
  }
  expect(() => keepStateOutside({ kind: "none" }, join(top, "repo/state"))).not.toThrow();
});
