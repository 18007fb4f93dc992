import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { authorEnvironment } from "../../../src/adapters/git/git-layout.ts";
import { waysBack } from "../../../src/core/retention/get-back.ts";
import { BORN, folded } from "../worker/a-worker.ts";

const git = {
  repo: "/home/ann's/my shop",
  vault: "/state/vaults/v",
  base: "a".repeat(40),
  baseTree: "t0",
  baseName: "main",
  uncommittedFiles: 0,
};
const workspace = { kind: "worktree", root: "/w/tree", mounts: [], git } as const;
const checkpoint = { commit: "c".repeat(40), tree: "t1", ref: "r", ignored: { count: 0, sample: [] } };
const landing = {
  repo: git.repo,
  target: "refs/heads/main",
  strategy: "squash",
  from: git.base,
  to: "d".repeat(40),
  head: checkpoint.commit,
  tree: "t1",
} as const;
const at = "2026-01-01T00:00:00.000Z";
const ENV = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", ...authorEnvironment(at) };
const whats = (...args: Parameters<typeof waysBack>) => waysBack(...args).map(({ what }) => what);

test("files of a worker come back from the vault, landed or not, unless they are those of the base", () => {
  const worker = { ...folded([BORN]), workspace };
  expect(whats(worker, undefined)).toEqual([]);
  expect(whats({ ...worker, checkpoint }, undefined)).toEqual(["files"]);
  expect(whats({ ...worker, checkpoint, landings: [{ landing, at }] }, undefined)).toEqual([
    "landing",
    "files",
  ]);
  const undone = [{ landing, at, undoneAt: at }];
  expect(whats({ ...worker, checkpoint, landings: undone }, undefined)).toEqual(["files"]);
  const part = [{ landing: { ...landing, tree: "of a part" }, at }];
  expect(whats({ ...worker, checkpoint, landings: part }, "e".repeat(40))).toEqual([
    "landing",
    "files",
    "remainder",
  ]);
});

test("a path is one word to the shell, whatever is in it", () => {
  const [way] = waysBack({ ...folded([BORN]), workspace, landings: [{ landing, at }] }, undefined);
  const words = execFileSync("sh", ["-c", `printf '%s\\n' ${way?.command}`], { encoding: "utf8" });
  expect(words.trim().split("\n")).toEqual(["git", "-C", git.repo, "show", landing.to]);
});

test.each(["sha1", "sha256"])(
  "files of a worker without a repository here come back in a new one (%s)",
  (format) => {
    const folder = mkdtempSync(join(tmpdir(), "legate-get-back-"));
    try {
      const vault = join(folder, "the vault");
      const run = (command: string) =>
        execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8", env: ENV }).trim();
      const inVault = (rest: string) => run(`git --git-dir='${vault}' ${rest}`);
      run(`git init -q --bare --object-format=${format} '${vault}'`);
      const tree = inVault(`mktree </dev/null`);
      const base = inVault(`commit-tree ${tree} -m base`);
      writeFileSync(join(vault, "shallow"), `${base}\n`);
      const commit = inVault(`commit-tree ${tree} -p ${base} -m work`);
      const here = { ...workspace, git: { ...git, repo: vault, vault } };
      const worker = { ...folded([BORN]), workspace: here, checkpoint: { ...checkpoint, commit } };
      const [way] = waysBack(worker, undefined);
      run(way?.command ?? "");
      expect(run(`git -C ${worker.id} rev-parse legate/${worker.id}`)).toBe(commit);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
