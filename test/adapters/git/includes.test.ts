import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
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
  sandboxFor,
  writeFiles,
} from "./support/ground.ts";

let ground: Ground;
let before: string;
beforeEach(async () => {
  ground = makeGround({
    "README.md": "hello\n",
    ".gitignore": "node_modules/\nlinked\n",
    "pkg/a.txt": "a\n",
  });
  writeFiles(ground.repo, {
    "pkg/node_modules/dep/index.js": "dep\n",
    "README.md": "uncommitted\n",
    "new.txt": "n\n",
  });
  before = await repositoryDigest(ground.repo);
});
afterEach(async () => {
  expect(await repositoryDigest(ground.repo)).toBe(before);
  ground.remove();
});

describe("an included folder", () => {
  test("is suggested, appears read-only at its place, and is in no checkpoint", async () => {
    const { workspaces, repo, stateDir } = ground;
    expect((await workspaces.check(aWorktree(repo))).suggestedIncludes).toEqual(["pkg/node_modules"]);
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo, { include: ["pkg/node_modules"] }), worker, {});
    const script =
      "cat pkg/node_modules/dep/index.js; echo x >pkg/node_modules/x || echo refused; git status --porcelain";
    const seen = await sandboxFor(stateDir).run({
      argv: ["/bin/sh", "-c", script],
      cwd: opened.root,
      env: {},
      mounts: opened.mounts,
      timeoutMs: 20_000,
      maxOutputBytes: 10_000,
    });
    expect(Buffer.from(seen.stdout.bytes).toString()).toBe("dep\nrefused\n");
    expect(await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {})).toBeUndefined();
    expect(await workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: true });
    expect(await workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(existsSync(join(opened.root, "pkg/node_modules"))).toBe(true);
  });

  test.each([
    ["pkg", /tracks/],
    ["pkg/node_modules/../../pkg", /plain relative/],
    ["/etc", /plain relative/],
    [".git", /plain relative/],
    ["missing", /no such folder/],
  ])("is refused when it is not an ignored folder: %s", async (path, why) => {
    const asked = ground.workspaces.open(aWorktree(ground.repo, { include: [path] }), aWorker(), {});
    await expect(asked).rejects.toMatchObject({ code: "bad-input", message: expect.stringMatching(why) });
  });

  test("is refused when it is a link out of the repository, or untracked but not ignored", async () => {
    symlinkSync("/etc", join(ground.repo, "linked"));
    writeFiles(ground.repo, { "plain/x.txt": "x\n" });
    before = await repositoryDigest(ground.repo);
    const asking = (path: string) => ground.workspaces.check(aWorktree(ground.repo, { include: [path] }));
    await expect(asking("linked")).rejects.toMatchObject({ message: expect.stringMatching(/outside/) });
    await expect(asking("plain")).rejects.toMatchObject({
      message: expect.stringMatching(/does not ignore/),
    });
  });

  test("cannot be led out of the tree by a link in the base", async () => {
    const { workspaces, repo, folder } = ground;
    const outside = join(folder, "outside");
    mkdirSync(outside);
    renameSync(join(repo, "pkg"), join(folder, "pkg"));
    symlinkSync(outside, join(repo, "pkg"));
    commitAll(repo, "a link");
    rmSync(join(repo, "pkg"));
    renameSync(join(folder, "pkg"), join(repo, "pkg"));
    git(repo, "update-index", "--assume-unchanged", "pkg");
    before = await repositoryDigest(repo);
    const asked = workspaces.open(aWorktree(repo, { include: ["pkg/node_modules"] }), aWorker(), {});
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/something else than a folder/),
    });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe("uncommitted files, when asked for", () => {
  test("are the base: modified, staged and untracked ones, on top of HEAD, without ignored ones and secrets", async () => {
    const { workspaces, repo } = ground;
    writeFiles(repo, { "staged.txt": "s\n", ".env": "KEY=1\n" });
    git(repo, "add", "staged.txt");
    before = await repositoryDigest(repo);
    const worker = aWorker();
    const spec = aWorktree(repo, { includeUncommitted: true });
    const opened = await workspaces.open(spec, worker, {});
    expect(readFileSync(join(opened.root, "README.md"), "utf8")).toBe("uncommitted\n");
    expect(git(opened.root, "ls-files").split("\n")).toEqual([
      ".gitignore",
      "README.md",
      "new.txt",
      "pkg/a.txt",
      "staged.txt",
    ]);
    expect(git(opened.root, "rev-parse", "HEAD~1")).toBe(git(repo, "rev-parse", "HEAD"));
    expect(await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {})).toBeUndefined();
    expect(await workspaces.open(spec, worker, {})).toEqual(opened);
  });

  test("of a clean work tree are none: the base is HEAD itself", async () => {
    const { workspaces, repo } = ground;
    commitAll(repo, "all in");
    before = await repositoryDigest(repo);
    const opened = await workspaces.open(aWorktree(repo, { includeUncommitted: true }), aWorker(), {});
    expect(opened.git?.base).toBe(git(repo, "rev-parse", "HEAD"));
  });

  test("belong to HEAD: another base is refused", async () => {
    const { workspaces, repo } = ground;
    git(repo, "branch", "old");
    commitAll(repo, "newer");
    before = await repositoryDigest(repo);
    const asked = workspaces.check(aWorktree(repo, { base: "old", includeUncommitted: true }));
    await expect(asked).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringMatching(/belong to HEAD/),
    });
  });
});
