import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import {
  aWorker,
  aWorktree,
  commitAll,
  type Ground,
  git,
  makeGround,
  openState,
  writeFiles,
} from "./support/ground.ts";

let ground: Ground;
let before: string;
beforeEach(async () => {
  ground = makeGround();
  writeFiles(ground.repo, { "README.md": "changed by the user\n", "untracked.txt": "u\n" });
  before = await repositoryDigest(ground.repo);
});
afterEach(async () => {
  expect(await repositoryDigest(ground.repo)).toBe(before);
  ground.remove();
});

describe("a worktree", () => {
  test("starts at the base as committed, says how many files the base lacks, and leaves the user's repository alone", async () => {
    const { workspaces, repo } = ground;
    expect(await workspaces.check(aWorktree(repo))).toMatchObject({
      uncommittedFiles: 2,
      base: git(repo, "rev-parse", "HEAD"),
    });
    const opened = await workspaces.open(aWorktree(repo), aWorker(), {});
    expect(readFileSync(join(opened.root, "README.md"), "utf8")).toBe("hello\n");
    expect(existsSync(join(opened.root, "untracked.txt"))).toBe(false);
    expect(opened.git).toMatchObject({
      repo,
      base: git(repo, "rev-parse", "HEAD"),
      baseName: "HEAD",
      uncommittedFiles: 2,
    });
    expect(git(opened.root, "status", "--porcelain")).toBe("");
    expect(git(opened.root, "log", "--format=%s")).toBe("first");
  });

  test("keeps each changed state as a commit under its own ref, untracked files included, and no unchanged one", async () => {
    const { workspaces, repo } = ground;
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo), worker, {});
    expect(await workspaces.checkpoint(opened, worker, { seq: 3, last: undefined }, {})).toBeUndefined();
    writeFiles(opened.root, { "README.md": "by the worker\n", "new/file.txt": "n\n" });
    const first = await workspaces.checkpoint(opened, worker, { seq: 4, last: undefined }, {});
    expect(first?.ref).toBe(`refs/legate/${worker}/snap/4`);
    expect(await workspaces.checkpoint(opened, worker, { seq: 5, last: first }, {})).toBeUndefined();
    const vault = opened.git?.vault ?? "";
    expect(git(vault, "show", `${first?.ref}:new/file.txt`)).toBe("n");
    const diff = await workspaces.diff(opened, first);
    expect(diff.files).toEqual([
      { path: "README.md", status: "modified", added: 1, removed: 1 },
      { path: "new/file.txt", status: "added", added: 1, removed: 0 },
    ]);
    expect(Buffer.from(diff.patch).toString()).toContain("+by the worker");
  });

  test("that is gone is rebuilt from its last checkpoint, or else from its base", async () => {
    const { workspaces, repo } = ground;
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo), worker, {});
    writeFiles(opened.root, { "new.txt": "n\n" });
    const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    expect(await workspaces.restore(opened, worker, kept, {})).toBe("present");
    rmSync(opened.root, { recursive: true });
    expect(await workspaces.restore(opened, worker, kept, {})).toBe("rebuilt");
    expect(readFileSync(join(opened.root, "new.txt"), "utf8")).toBe("n\n");
    expect(git(opened.root, "status", "--porcelain")).toBe("?? new.txt");
    expect(await workspaces.checkpoint(opened, worker, { seq: 2, last: kept }, {})).toBeUndefined();
    renameSync(join(opened.root, ".."), join(ground.folder, "elsewhere"));
    expect(await workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(existsSync(join(opened.root, "new.txt"))).toBe(false);
  });

  test("opened again, in another process too, is the one opened before, even when the branch moved", async () => {
    const { workspaces, repo } = ground;
    const worker = aWorker();
    const spec = aWorktree(repo, { base: "main" });
    const opened = await workspaces.open(spec, worker, {});
    writeFileSync(join(opened.root, "work.txt"), "w\n");
    commitAll(repo, "second");
    before = await repositoryDigest(repo);
    expect(await openState(ground.stateDir).open(spec, worker, {})).toEqual(opened);
    expect(readFileSync(join(opened.root, "work.txt"), "utf8")).toBe("w\n");
    const later = await workspaces.open(spec, aWorker(), {});
    expect(later.git?.base).toBe(git(repo, "rev-parse", "HEAD"));
  });

  test("is removed when all of it is kept, and can be had again", async () => {
    const { workspaces, repo } = ground;
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo), worker, {});
    writeFiles(opened.root, { "late.txt": "l\n" });
    const released = await workspaces.release(opened, worker, undefined, {});
    expect(released).toMatchObject({ removed: true, keptRef: `refs/legate/${worker}/snap/release` });
    expect(existsSync(opened.root)).toBe(false);
    expect(git(opened.git?.vault ?? "", "show", `${released.keptRef}:late.txt`)).toBe("l");
  });
});
