import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitId } from "../../../src/adapters/git/commit-id.ts";
import { authorEnvironment } from "../../../src/adapters/git/git-layout.ts";

test.each(["sha1", "sha256"])("the id of a commit in our name is what git makes of it (%s)", (format) => {
  const directory = mkdtempSync(join(tmpdir(), "legate-commit-id-"));
  try {
    const at = "2026-03-29T01:59:59.999Z";
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", directory, ...args], {
        encoding: "utf8",
        env: { ...process.env, ...authorEnvironment(at), TZ: "Asia/Kathmandu" },
      }).trim();
    git("init", "-q", `--object-format=${format}`);
    const tree = git("write-tree");
    const parent = git("commit-tree", tree, "-m", "Before");
    const message = "Checkpoint 12 of jürgen's worker";
    const made = git("commit-tree", tree, "-p", parent, "-m", message);
    expect(commitId({ tree, parent, message, at })).toBe(made);
    expect(commitId({ tree, parent: made, message, at })).not.toBe(made);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
