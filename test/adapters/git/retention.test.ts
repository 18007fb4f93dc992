import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, commitAll, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

let ground: Ground;
let worker: WorkerId;
let opened: OpenedWorkspace;

beforeEach(async () => {
  ground = makeGround({ "README.md": "hello\n", ".gitignore": "build/\n" });
  worker = aWorker();
  opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
});
afterEach(() => ground.remove());

const keep = (seq: number, last?: Checkpoint) =>
  ground.workspaces.checkpoint(opened, worker, { seq, last }, {});
const inspect = (last?: Checkpoint) => ground.workspaces.inspect(opened, worker, last, {});
const later = () => new Date(Date.now() + 60_000).toISOString();

function refs(of: WorkerId): string[] {
  const vault = opened.git?.vault ?? "";
  return git(vault, "for-each-ref", "--format=%(refname)", `refs/legate/${of}`).split("\n").filter(Boolean);
}

describe("a look into a worker's directory", () => {
  test("finds nothing more where all is kept, says its size, and keeps nothing by looking", async () => {
    expect(await inspect()).toEqual({ path: opened.root, bytes: expect.any(Number) });
    writeFiles(opened.root, { "a.txt": "work\n" });
    const last = await keep(1);
    const before = refs(worker);
    const found = await inspect(last);
    expect(found).not.toHaveProperty("unkept");
    expect(found?.bytes).toBeGreaterThan(100);
    writeFiles(opened.root, { "a.txt": "more\n" });
    expect(await inspect(last)).toMatchObject({ unkept: expect.stringContaining("differ") });
    expect(refs(worker)).toEqual(before);
    const next = await keep(2, last);
    expect(git(opened.git?.vault ?? "", "show", `${next?.commit}:a.txt`)).toBe("more");
    expect(await inspect(next)).not.toHaveProperty("unkept");
  });

  test("finds ignored files, commits of its own, and a release that kept more than a checkpoint did", async () => {
    writeFiles(opened.root, { "build/out.js": "o\n" });
    expect(await inspect()).toMatchObject({ unkept: expect.stringContaining("build/") });
    rmSync(join(opened.root, "build"), { recursive: true });
    writeFiles(opened.root, { "a.txt": "a\n" });
    expect(await ground.workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: true });
    expect(existsSync(opened.root)).toBe(false);
    expect(await inspect()).toMatchObject({ bytes: 0, unkept: expect.stringContaining("newer") });
    await ground.workspaces.restore(opened, worker, undefined, {});
    commitAll(opened.root, "its own");
    expect(await inspect()).toMatchObject({ unkept: expect.any(String) });
  });

  test("finds nothing where there is no directory, nor one of ours", async () => {
    await ground.workspaces.release(opened, worker, undefined, {});
    expect(await inspect()).toBeUndefined();
    const directory = await ground.workspaces.open({ kind: "directory", path: ground.repo }, aWorker(), {});
    expect(await ground.workspaces.inspect(directory, aWorker(), undefined, {})).toBeUndefined();
  });
});

describe("work that was given up", () => {
  test("goes with its directory, whatever is in it; a folder of the caller's stays", async () => {
    writeFiles(opened.root, { "build/.env": "KEY=1\n", "a.txt": "a\n" });
    expect(await ground.workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: false });
    expect(await ground.workspaces.abandon(opened, worker)).toMatchObject({ removed: true });
    expect(existsSync(opened.root)).toBe(false);
    expect(await ground.workspaces.abandon(opened, worker)).toMatchObject({ removed: true });
    const directory = await ground.workspaces.open({ kind: "directory", path: ground.repo }, worker, {});
    expect(await ground.workspaces.abandon(directory, worker)).toMatchObject({ removed: false });
    expect(existsSync(join(ground.repo, "README.md"))).toBe(true);
  });

  test("is only what bears the worker's own mark", async () => {
    const other = aWorker();
    const theirs = join(ground.stateDir, "workspaces", other, "a.txt");
    writeFiles(ground.stateDir, { [`workspaces/${other}/a.txt`]: "whose?\n" });
    await expect(ground.workspaces.abandon(opened, other)).rejects.toMatchObject({
      code: "workspace-conflict",
    });
    expect([existsSync(theirs), existsSync(opened.root)]).toEqual([true, true]);
  });
});

describe("refs that nobody needs", () => {
  test("go, all of a worker's and no other's; the user's repository and the objects stay as they are", async () => {
    const other = aWorker();
    await ground.workspaces.open(aWorktree(ground.repo), other, {});
    writeFiles(opened.root, { "a.txt": "a\n" });
    const last = await keep(1);
    const before = await repositoryDigest(ground.repo);
    const others = refs(other);
    expect((await ground.workspaces.kept()).toSorted()).toEqual([worker, other].toSorted());
    expect(refs(worker)).toHaveLength(3);
    expect(await ground.workspaces.forget([worker], later())).toBe(3);
    expect(await ground.workspaces.forget([worker], later())).toBe(0);
    expect(refs(worker)).toEqual([]);
    expect(refs(other)).toEqual(others);
    expect(await ground.workspaces.kept()).toEqual([other]);
    expect(await repositoryDigest(ground.repo)).toEqual(before);
    expect(git(opened.git?.vault ?? "", "cat-file", "-t", last?.commit ?? "")).toBe("commit");
    git(opened.git?.vault ?? "", "fsck", "--connectivity-only");
  });

  test("stay when something was kept for the worker since", async () => {
    const before = new Date(Date.now() - 60_000).toISOString();
    expect(await ground.workspaces.forget([worker], before)).toBe(0);
    expect(refs(worker)).toHaveLength(1);
  });

  test("take the retired directories with them", async () => {
    const trash = join(ground.stateDir, "trash");
    writeFiles(opened.root, { "a.txt": "a\n" });
    await ground.workspaces.abandon(opened, worker);
    expect(readdirSync(trash)).toHaveLength(1);
    await ground.workspaces.forget([worker], later());
    expect(readdirSync(trash)).toEqual([]);
  });
});
