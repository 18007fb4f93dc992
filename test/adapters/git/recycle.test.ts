import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  type BigIntStats,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitWorkspaces, type GitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
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

const FILES = {
  "README.md": "hello\n",
  "src/a.txt": "a\n",
  "src/b.txt": "b\n",
  "src/same.txt": "b\n",
  ".gitignore": "build/\n",
};

let ground: Ground;
let workspaces: GitWorkspaces;
let worker: WorkerId;
let opened: OpenedWorkspace;
beforeEach(async () => {
  ground = makeGround(FILES);
  const { stateDir } = ground;
  workspaces = createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir), pool: { slots: 1 } });
  worker = aWorker();
  opened = await workspaces.open(aWorktree(ground.repo), worker, {});
});
afterEach(() => ground.remove());

const inodeOf = (root: string, path: string) => lstatSync(join(root, path)).ino;
const at = (path: string) => join(opened.root, path);

/** The worker gives its directory up, whatever it did there before or after; a slot is made of it, and opened. */
async function recycled(afterRelease: (tree: string) => void = () => {}): Promise<OpenedWorkspace> {
  const released = await workspaces.release(opened, worker, undefined, {});
  expect(released).toMatchObject({ removed: true });
  const [pool] = await workspaces.pool.list();
  const used = join(ground.stateDir, "pool", pool?.vault.split("/").at(-1) ?? "", "used");
  afterRelease(join(used, pool?.used[0] ?? "", "tree"));
  await workspaces.pool.tend({});
  const [after] = await workspaces.pool.list();
  expect(after).toMatchObject({ used: [], slots: [{ commit: after?.wanted?.commit }] });
  return workspaces.open(aWorktree(ground.repo), aWorker(), {});
}

/** All that is in a tree, with modes and content; what a checkout from nothing has. */
function contentsOf(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(root, ".git/")) && path !== join(root, ".git"))
    .map((path) => {
      const { mode, nlink } = lstatSync(path);
      const content = lstatSync(path).isFile() ? readFileSync(path, "utf8") : "";
      return `${path.slice(root.length)} ${mode.toString(8)} ${nlink} ${content}`;
    })
    .toSorted();
}

async function fromNothing(): Promise<OpenedWorkspace> {
  const stateDir = join(ground.folder, "other");
  return createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir) }).open(
    aWorktree(ground.repo),
    aWorker(),
    {},
  );
}

async function expectAsFromNothing({ root }: OpenedWorkspace): Promise<void> {
  expect(contentsOf(root)).toEqual(contentsOf((await fromNothing()).root));
  expect(git(root, "status", "--porcelain", "--ignored")).toBe("");
}

/** Makes an index of git know a file by these times. */
function believe(index: string, path: string, { ctimeNs, mtimeNs }: BigIntStats): void {
  const bytes = readFileSync(index);
  const entry = bytes.indexOf(`${path}\0`) - 62;
  for (const [offset, ns] of [
    [0, ctimeNs],
    [8, mtimeNs],
  ] as const) {
    bytes.writeUInt32BE(Number(ns / 1_000_000_000n), entry + offset);
    bytes.writeUInt32BE(Number(ns % 1_000_000_000n), entry + offset + 4);
  }
  createHash("sha1")
    .update(bytes.subarray(0, -20))
    .digest()
    .copy(bytes, bytes.length - 20);
  const later = new Date(Date.now() + 5000); // no file is as young as this index
  writeFileSync(index, bytes);
  utimesSync(index, later, later);
}

describe("a directory that a worker gave up becomes a slot", () => {
  test("with the very files that nobody touched, and the others as the base has them", async () => {
    const [kept, changed] = [inodeOf(opened.root, "src/a.txt"), inodeOf(opened.root, "README.md")];
    writeFiles(opened.root, { "README.md": "mine\n", "new/file.txt": "n\n" });
    rmSync(at("src/b.txt"));
    const next = await recycled();
    expect(inodeOf(next.root, "src/a.txt")).toBe(kept);
    expect(inodeOf(next.root, "README.md")).not.toBe(changed);
    await expectAsFromNothing(next);
  });

  test("of the base that is wanted now, when the branch moved meanwhile", async () => {
    git(ground.repo, "rm", "-q", "src/b.txt");
    writeFiles(ground.repo, { "README.md": "second\n", "lib/c.txt": "c\n" });
    commitAll(ground.repo, "second");
    const other = aWorker();
    await workspaces.open(aWorktree(ground.repo), other, {});
    const next = await recycled();
    expect(readFileSync(join(next.root, "README.md"), "utf8")).toBe("second\n");
    await expectAsFromNothing(next);
  });

  test("only when all of it is kept: what a person gave up is deleted, and what is in doubt stays", async () => {
    writeFiles(opened.root, { "build/.env": "KEY=1\n" });
    expect(await workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: false });
    await workspaces.abandon(opened, worker);
    expect((await workspaces.pool.list()).flatMap(({ used }) => used)).toEqual([]);
  });

  test("and what the worker had made is still kept", async () => {
    writeFiles(opened.root, { "mine.txt": "m\n" });
    const vault = opened.git?.vault ?? "";
    await recycled();
    expect(git(vault, "show", `refs/legate/${worker}/snap/release:mine.txt`)).toBe("m");
  });
});

describe("what a worker left does not go along:", () => {
  test("hooks, configuration, filters and attributes of its repository, which do act before", async () => {
    const proof = join(ground.folder, "proof");
    const run = `touch ${proof}`;
    git(opened.root, "config", "filter.evil.clean", `${run}; cat`);
    git(opened.root, "config", "core.fsmonitor", run);
    writeFiles(opened.root, {
      ".git/info/attributes": "* filter=evil\n",
      ".git/hooks/post-checkout": `${run}\n`,
    });
    git(opened.root, "status");
    expect(existsSync(proof)).toBe(true); // what is planted here does run, in whoever trusts it
    rmSync(proof);
    git(opened.root, "config", "--unset", "core.fsmonitor");
    const next = await recycled();
    git(next.root, "status");
    git(next.root, "checkout", "-q", "-b", "other");
    expect(existsSync(proof)).toBe(false);
    expect(readdirSync(join(next.root, ".git")).toSorted()).not.toContain("hooks");
    expect(git(next.root, "config", "--get-regexp", ".")).not.toMatch(/evil|fsmonitor/);
    await expectAsFromNothing(next);
  });

  // Release keeps a directory with ignored files or a repository inside: they are planted behind its back.
  test.each<readonly [string, (tree: string) => void]>([
    [
      "untracked and ignored files",
      (tree) => writeFiles(tree, { "left.txt": "x", "build/x": "x", "src/c": "x" }),
    ],
    ["empty folders", (tree) => mkdirSync(join(tree, "src/empty/below"), { recursive: true })],
    ["a repository inside", (tree) => git(tree, "init", "-q", "src/nested")],
    [
      "odd modes of files and folders",
      (tree) => {
        chmodSync(join(tree, "README.md"), 0o4666);
        chmodSync(join(tree, "src"), 0o2777);
      },
    ],
    [
      "two names of one file",
      (tree) => {
        rmSync(join(tree, "src/b.txt"));
        linkSync(join(tree, "src/same.txt"), join(tree, "src/b.txt"));
      },
    ],
    [
      "a second name outside of the tree",
      (tree) => linkSync(join(tree, "src/a.txt"), join(ground.folder, "kept")),
    ],
    [
      "a link in place of a file",
      (tree) => {
        rmSync(join(tree, "README.md"));
        symlinkSync("/etc/passwd", join(tree, "README.md"));
      },
    ],
    [
      "a link in place of a folder, to the same files elsewhere",
      (tree) => {
        renameSync(join(tree, "src"), join(ground.folder, "elsewhere"));
        symlinkSync(join(ground.folder, "elsewhere"), join(tree, "src"));
      },
    ],
    [
      "a folder in place of a file, and a file in place of a folder",
      (tree) => {
        rmSync(join(tree, "README.md"));
        writeFiles(tree, { "README.md/x": "x" });
        rmSync(join(tree, "src"), { recursive: true });
        writeFileSync(join(tree, "src"), "x");
      },
    ],
    [
      "a pipe in place of a file",
      (tree) => {
        rmSync(join(tree, "README.md"));
        execFileSync("mkfifo", [join(tree, "README.md")]);
      },
    ],
  ])("%s", async (_, plant) => {
    await expectAsFromNothing(await recycled(plant));
  });

  test("content of the same size under the same times: the time of change tells", async () => {
    const next = await recycled((tree) => {
      const path = join(tree, "src/a.txt");
      const { atime, mtime, ino } = lstatSync(path);
      writeFileSync(path, "X\n");
      utimesSync(path, atime, mtime);
      expect(lstatSync(path)).toMatchObject({ ino, size: 2 });
    });
    await expectAsFromNothing(next);
  });

  test("content of the same size when all times are as before: git compares it", async () => {
    // As after a write through a mapping that the file system missed: our own index is made to know the file so.
    const next = await recycled((tree) => {
      const [path, gitDir] = [join(tree, "src/a.txt"), join(tree, "../gitdir")];
      const files = () => git(tree, "--git-dir", gitDir, "--work-tree", tree, "diff-files", "--name-only");
      writeFileSync(path, "X\n");
      expect(files()).toBe("src/a.txt");
      believe(join(gitDir, "index"), "src/a.txt", lstatSync(path, { bigint: true }));
      expect(files()).toBe(""); // git itself takes it for unchanged now
    });
    await expectAsFromNothing(next);
  });
});
