import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import type { Sandbox } from "../../../src/ports/sandbox.ts";
import {
  aWorker,
  aWorktree,
  commitAll,
  type Ground,
  git,
  makeGround,
  sandboxFor,
  writeFiles,
} from "./support/ground.ts";

let ground: Ground;
let worker: WorkerId;
let opened: OpenedWorkspace;
beforeEach(async () => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n", ".gitignore": "build/\n" });
  worker = aWorker();
  opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
});
afterEach(() => ground.remove());

const keep = (seq: number) => ground.workspaces.checkpoint(opened, worker, { seq, last: undefined }, {});
const inVault = (...args: string[]) => git(opened.git?.vault ?? "", ...args);
const asWorker = (...args: string[]) => git(opened.root, ...args);

/** A sandbox in which somebody got hold of git: it says that another commit than the one it made is the worker's. */
function lying(commit: string): Sandbox {
  const honest = sandboxFor(ground.stateDir);
  return {
    ...honest,
    run: async (...run: Parameters<Sandbox["run"]>) => {
      const outcome = await honest.run(...run);
      const lines = Buffer.from(outcome.stdout.bytes).toString().split("\n");
      const said = lines[0] === "kept" ? lines.with(2, commit).join("\n") : lines.join("\n");
      return { ...outcome, stdout: { ...outcome.stdout, bytes: Buffer.from(said) } };
    },
  };
}

describe("a checkpoint", () => {
  test("is never a commit that only the sandboxed git says is one of these files", async () => {
    const there = opened.git?.base ?? "";
    writeFiles(opened.root, { "src/a.txt": "b\n" });
    const workspaces = createGitWorkspaces({ stateDir: ground.stateDir, sandbox: lying(there) });
    const taken = workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    await expect(taken).rejects.toThrow("is not what the sandboxed git said; nothing was kept");
    expect(inVault("for-each-ref", `refs/legate/${worker}/snap`)).toBe("");
    expect(inVault("show", `${(await keep(2))?.commit}:src/a.txt`)).toBe("b");
  });

  test("leaves the worker's branch, index and stash as they are", async () => {
    asWorker("checkout", "-q", "-b", "mine");
    writeFiles(opened.root, { "README.md": "staged\n" });
    asWorker("add", "README.md");
    writeFiles(opened.root, { "README.md": "later\n" });
    const before = [asWorker("rev-parse", "HEAD"), asWorker("diff", "--cached"), asWorker("branch")];
    const kept = await keep(1);
    expect([asWorker("rev-parse", "HEAD"), asWorker("diff", "--cached"), asWorker("branch")]).toEqual(before);
    expect(inVault("show", `${kept?.commit}:README.md`)).toBe("later");
  });

  test("is not fooled by excludes, assumptions, a moved work tree or a missing repository of the worker's", async () => {
    asWorker("update-index", "--assume-unchanged", "README.md");
    asWorker("config", "core.worktree", "/nowhere");
    writeFiles(opened.root, {
      "README.md": "by the worker\n",
      "hidden.txt": "h\n",
      ".git/info/exclude": "*\n",
    });
    // What asking the worker's own repository would have said:
    rmSync(join(opened.root, ".git/config"));
    expect(asWorker("status", "--porcelain")).toBe("");
    const first = await keep(1);
    expect(inVault("ls-tree", "--name-only", `${first?.commit}`)).toContain("hidden.txt");
    expect(inVault("show", `${first?.commit}:README.md`)).toBe("by the worker");
    rmSync(join(opened.root, ".git"), { recursive: true });
    writeFiles(opened.root, { "after.txt": "x\n" });
    expect(inVault("ls-tree", "--name-only", `${(await keep(2))?.commit}`)).toContain("after.txt");
  });

  test("sees a change of the same size made in the same instant as the checkout or the last checkpoint", async () => {
    writeFiles(opened.root, { "src/a.txt": "b\n" });
    expect(inVault("show", `${(await keep(1))?.commit}:src/a.txt`)).toBe("b");
    writeFiles(opened.root, { "src/a.txt": "c\n" });
    expect(inVault("show", `${(await keep(2))?.commit}:src/a.txt`)).toBe("c");
  });

  test("keeps the files of repositories inside the tree, and names their own data as not kept", async () => {
    for (const name of ["with-commit", "without-commit"]) {
      mkdirSync(join(opened.root, name));
      git(join(opened.root, name), "init", "-q");
      writeFiles(opened.root, { [`${name}/file.txt`]: `${name}\n` });
    }
    git(join(opened.root, "with-commit"), "config", "user.name", "x");
    git(join(opened.root, "with-commit"), "config", "user.email", "x@y");
    commitAll(join(opened.root, "with-commit"), "inner");
    const kept = await keep(1);
    expect(inVault("ls-tree", "-r", "--name-only", `${kept?.commit}`).split("\n")).toEqual(
      expect.arrayContaining(["with-commit/file.txt", "without-commit/file.txt"]),
    );
    expect(kept?.ignored).toEqual({
      count: 2,
      sample: expect.arrayContaining(["with-commit/.git", "without-commit/.git"]),
    });
  });

  test("names a repository inside the tree whose files it cannot keep", async () => {
    git(ground.folder, "clone", "-q", ground.repo, join(opened.root, "nested"));
    git(opened.root, "init", "-q", "--separate-git-dir", join(opened.root, "kept-aside"), "nested");
    rmSync(join(opened.root, "nested/.git"));
    symlinkSync("../kept-aside", join(opened.root, "nested/.git"));
    const kept = await keep(1);
    expect(kept?.ignored.sample).toContain("nested");
  });

  test("names ignored files and secrets instead of keeping them", async () => {
    writeFiles(opened.root, {
      "build/out.js": "o\n",
      ".env.local": "KEY=1\n",
      ".env.example": "KEY=\n",
      "new.txt": "n\n",
    });
    const kept = await keep(1);
    expect(inVault("ls-tree", "-r", "--name-only", `${kept?.commit}`).split("\n")).toEqual([
      ".env.example",
      ".gitignore",
      "README.md",
      "new.txt",
      "src/a.txt",
    ]);
    expect(kept?.ignored).toEqual({ count: 2, sample: [".env.local", "build/"] });
  });

  test("that was taken, but not heard of, is found again; with other files it gets a name of its own", async () => {
    writeFiles(opened.root, { "new.txt": "1\n" });
    const first = await keep(7);
    expect(await keep(7)).toEqual(first);
    writeFiles(opened.root, { "new.txt": "2\n" });
    const second = await keep(7);
    expect(second?.ref).toBe(`${first?.ref}-2`);
    expect(inVault("show", `${first?.ref}:new.txt`)).toBe("1");
  });

  test("survives a stale lock file of a ref and a damaged remembered index", async () => {
    writeFiles(opened.root, { "new.txt": "1\n" });
    await keep(1);
    const vault = opened.git?.vault ?? "";
    writeFiles(vault, { [`refs/legate/${worker}/head.lock`]: "" });
    writeFiles(opened.root, { "../index": "garbage", "new.txt": "2\n" });
    expect(inVault("show", `${(await keep(2))?.commit}:new.txt`)).toBe("2");
  });

  test("keeps odd names, links, modes and empty files exactly", async () => {
    const names = ["a\nb", "-x", 't\tq"', "ünï", " lead", "bell\u0007"];
    writeFiles(opened.root, Object.fromEntries(names.map((name) => [name, ""])));
    symlinkSync("/etc/passwd", join(opened.root, "link"));
    chmodSync(join(opened.root, "src/a.txt"), 0o755);
    const kept = await keep(1);
    const { files } = await ground.workspaces.diff(opened, kept);
    expect(files.map(({ path }) => path).toSorted()).toEqual([...names, "link", "src/a.txt"].toSorted());
    expect(files.find(({ path }) => path === "src/a.txt")?.status).toBe("mode-changed");
    expect(inVault("show", `${kept?.commit}:link`)).toBe("/etc/passwd");
  });
});
