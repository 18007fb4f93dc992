import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MOST_IGNORED_BYTES } from "../../../src/adapters/git/remainder.ts";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, commitAll, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

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
const refs = (below: string) =>
  git(opened.git?.vault ?? "", "for-each-ref", `refs/legate/${worker}/${below}`)
    .split("\n")
    .filter(Boolean);
const asWorker = (...args: string[]) => git(opened.root, ...args);

describe("release keeps the directory, and says why, when the worker left", () => {
  async function staysBecause(reason: RegExp): Promise<void> {
    const released = await ground.workspaces.release(opened, worker, undefined, {});
    expect(released).toMatchObject({ removed: false, reason: expect.stringMatching(reason) });
    expect(existsSync(opened.root)).toBe(true);
  }

  test("ignored files whose names are those of secrets", async () => {
    writeFiles(opened.root, { "build/.env.local": "KEY=1\n" });
    await staysBecause(
      /1 files or folders that no commit holds \(build\/\), some with names that secrets have/,
    );
  });

  test("more ignored files than are kept", async () => {
    writeFiles(opened.root, { "build/out.js": "o".repeat(MOST_IGNORED_BYTES + 1) });
    await staysBecause(/\(build\/\), of more than 16 MiB/);
  });

  test("and removes it when that is gone; again says so", async () => {
    writeFiles(opened.root, { "README.md": "x\n" });
    const { workspaces } = ground;
    const last = await keep(1);
    expect(await workspaces.release(opened, worker, last, {})).toMatchObject({
      removed: true,
      keptRef: last?.ref,
    });
    expect(await workspaces.release(opened, worker, last, {})).toMatchObject({ removed: true });
    expect(await workspaces.restore(opened, worker, last, {})).toBe("rebuilt");
    expect(readFileSync(join(opened.root, "README.md"), "utf8")).toBe("x\n");
  });
});

test("a directory whose files somebody removed by hand is given up with what is kept of it", async () => {
  const { workspaces } = ground;
  writeFiles(opened.root, { "README.md": "x\n" });
  const last = await keep(1);
  rmSync(opened.root, { recursive: true });
  expect(await workspaces.inspect(opened, worker, last, {})).toEqual({
    path: opened.root,
    bytes: expect.any(Number),
  });
  expect(await workspaces.release(opened, worker, last, {})).toMatchObject({
    removed: true,
    reason: expect.stringContaining("Its files were gone already"),
    keptRef: last?.ref,
  });
  expect(await workspaces.restore(opened, worker, last, {})).toBe("rebuilt");
  expect(readFileSync(join(opened.root, "README.md"), "utf8")).toBe("x\n");
});

describe("what no commit of the files holds", () => {
  const contentOf = (path: string) => readFileSync(join(opened.root, path), "utf8");

  async function comesBack(): Promise<void> {
    const { workspaces } = ground;
    const before = await repositoryDigest(opened.root);
    const released = await workspaces.release(opened, worker, undefined, {});
    expect(released).toMatchObject({ removed: true, reason: expect.stringContaining("/remainder/release") });
    expect(existsSync(opened.root)).toBe(false);
    const last = released.checkpoint;
    expect(await workspaces.inspect(opened, worker, last, {})).toMatchObject({
      unkept: expect.stringContaining("git data of its own"),
    });
    expect(await workspaces.restore(opened, worker, last, {})).toBe("rebuilt");
    expect(await repositoryDigest(opened.root)).toBe(before);
  }

  test("is kept by a release, and comes back byte for byte with the directory", async () => {
    writeFiles(opened.root, { "build/out.js": "o\n", "mine.txt": "m\n" });
    commitAll(opened.root, "mine");
    asWorker("branch", "other");
    asWorker("reset", "-q", "--hard", "HEAD~1");
    writeFiles(opened.root, { "README.md": "stashed\n" });
    asWorker("stash");
    writeFiles(opened.root, { "README.md": "staged\n" });
    asWorker("add", "README.md");
    writeFiles(opened.root, { "README.md": "on disk\n", ".git/MERGE_MSG": "half done\n" });
    await comesBack();
    expect(asWorker("stash", "list")).toContain("WIP");
    expect(asWorker("show", "other:mine.txt")).toBe("m");
  });

  test("is kept also when the worker's repository is broken", async () => {
    rmSync(join(opened.root, ".git/HEAD"));
    await comesBack();
  });

  test("is kept beside a checkpoint when it changed, so that a directory removed by hand has it again", async () => {
    writeFiles(opened.root, { "mine.txt": "m\n" });
    commitAll(opened.root, "mine");
    const last = await keep(1);
    const before = asWorker("log", "--format=%H %s");
    expect(refs("remainder")).toHaveLength(1);
    asWorker("status");
    writeFiles(opened.root, { "README.md": "x\n" });
    const next = await ground.workspaces.checkpoint(opened, worker, { seq: 2, last }, {});
    expect(refs("remainder")).toHaveLength(1);
    rmSync(opened.root, { recursive: true });
    expect(await ground.workspaces.restore(opened, worker, next, {})).toBe("rebuilt");
    expect([asWorker("log", "--format=%H %s"), contentOf("README.md")]).toEqual([before, "x\n"]);
  });

  test("that is nothing leaves no trace, and what is not any more does not come back", async () => {
    writeFiles(opened.root, { "a.txt": "a\n", "build/x": "x\n" });
    await ground.workspaces.release(opened, worker, undefined, {});
    await ground.workspaces.restore(opened, worker, undefined, {});
    expect(contentOf("build/x")).toBe("x\n");
    rmSync(join(opened.root, "build"), { recursive: true });
    const released = await ground.workspaces.release(opened, worker, undefined, {});
    expect(released).toMatchObject({ removed: true, reason: expect.not.stringContaining("remainder") });
    expect(refs("remainder-head")).toEqual([]);
    await ground.workspaces.restore(opened, worker, undefined, {});
    expect(existsSync(join(opened.root, "build"))).toBe(false);
  });
});
