import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
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
const asWorker = (...args: string[]) => git(opened.root, ...args);

describe("release keeps the directory, and says why, when the worker left", () => {
  async function staysBecause(reason: RegExp): Promise<void> {
    const released = await ground.workspaces.release(opened, worker, undefined, {});
    expect(released).toMatchObject({ removed: false, reason: expect.stringMatching(reason) });
    expect(existsSync(opened.root)).toBe(true);
  }

  test("ignored files", async () => {
    writeFiles(opened.root, { "build/out.js": "o\n" });
    await staysBecause(/1 files or folders that no commit holds \(build\/\)/);
  });

  test("commits of its own, on a branch, detached or stashed", async () => {
    writeFiles(opened.root, { "mine.txt": "m\n" });
    commitAll(opened.root, "mine");
    await staysBecause(/1 commits of its own/);
    asWorker("reset", "-q", "--hard", "HEAD~1");
    await staysBecause(/1 commits of its own/);
  });

  test("staged files that differ from the files themselves", async () => {
    writeFiles(opened.root, { "README.md": "staged\n" });
    asWorker("add", "README.md");
    writeFiles(opened.root, { "README.md": "on disk\n" });
    await staysBecause(/staged files/);
  });

  test("a half-done operation, or a repository that cannot be read", async () => {
    writeFiles(opened.root, { ".git/MERGE_HEAD": "x\n" });
    await staysBecause(/MERGE_HEAD/);
    rmSync(join(opened.root, ".git/HEAD"));
    await staysBecause(/cannot be read/);
  });

  test("and removes it when all of that is gone; again says so", async () => {
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
