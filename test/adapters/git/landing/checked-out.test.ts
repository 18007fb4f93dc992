import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate, type Delegate } from "../support/landing-ground.ts";

let ground: Ground;
let delegate: Delegate;
beforeEach(async () => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n", "old.txt": "old\n", ".gitignore": "build\nout/\n" });
  delegate = await aDelegate(ground);
  await delegate.work((root) => {
    writeFiles(root, { "a.txt": "A\n", "new/c.txt": "c\n" });
    rmSync(join(root, "old.txt"));
  });
});
afterEach(() => ground.remove());

const inRepo = (...args: string[]) => git(ground.repo, ...args);
const file = (name: string) => readFileSync(join(ground.repo, name), "utf8");

test("the work tree and the index of a checked-out branch follow, and what lies elsewhere stays as it is", async () => {
  writeFiles(ground.repo, { "b.txt": "half done\n", "notes.txt": "mine\n", build: "ignored\n" });
  inRepo("add", "b.txt");
  const before = {
    stash: inRepo("stash", "list"),
    config: inRepo("config", "--list"),
    hooks: existsSync(join(ground.repo, ".git/hooks")),
  };
  expect(await delegate.land()).toMatchObject({ refusal: null, target: { checkout: ground.repo } });
  expect([file("a.txt"), file("new/c.txt"), file("b.txt"), file("notes.txt")]).toEqual([
    "A\n",
    "c\n",
    "half done\n",
    "mine\n",
  ]);
  expect(existsSync(join(ground.repo, "old.txt"))).toBe(false);
  expect(inRepo("status", "--porcelain")).toBe("M  b.txt\n?? notes.txt");
  expect(inRepo("reflog", "-1", "--format=%gs", "HEAD")).toContain("legate: land");
  expect({
    stash: inRepo("stash", "list"),
    config: inRepo("config", "--list"),
    hooks: existsSync(join(ground.repo, ".git/hooks")),
  }).toEqual(before);
  expect(existsSync(join(ground.repo, ".git/FETCH_HEAD"))).toBe(false);
});

test("a file that was written again as it was is in nobody's way, and a copied repository is as good as the first", async () => {
  const copy = join(ground.folder, "copy");
  cpSync(ground.repo, copy, { recursive: true });
  writeFiles(ground.repo, { "a.txt": "a\n", "old.txt": "old\n" });
  utimesSync(join(ground.repo, "a.txt"), 1, 1);
  expect(await delegate.land({ into: copy })).toMatchObject({ refusal: null });
  expect(git(copy, "status", "--porcelain")).toBe("");
  expect(await delegate.land()).toMatchObject({ refusal: null, target: { checkout: ground.repo } });
  expect(inRepo("status", "--porcelain")).toBe("");
  expect([file("a.txt"), existsSync(join(ground.repo, "old.txt"))]).toEqual(["A\n", false]);
});

describe("refused by path, with every byte as it was, when there is in the way", () => {
  async function inTheWay(...paths: string[]): Promise<void> {
    const before = await repositoryDigest(ground.repo);
    const report = await delegate.land();
    expect(report).toMatchObject({ refusal: { code: "dirty-target" }, inTheWay: paths });
    for (const path of paths) expect(report.refusal?.reason).toContain(path);
    expect(await repositoryDigest(ground.repo)).toBe(before);
  }

  test("a changed file", async () => {
    writeFiles(ground.repo, { "a.txt": "the user is at it\n" });
    await inTheWay("a.txt");
  });

  test("a staged change, also one whose file was put back", async () => {
    writeFiles(ground.repo, { "a.txt": "staged\n" });
    inRepo("add", "a.txt");
    writeFiles(ground.repo, { "a.txt": "a\n" });
    await inTheWay("a.txt");
  });

  test("a change of a file that goes", async () => {
    writeFiles(ground.repo, { "old.txt": "needed after all\n" });
    await inTheWay("old.txt");
  });

  test("an untracked file, an ignored one, or a file where a folder comes", async () => {
    writeFiles(ground.repo, { "new/c.txt": "the user's\n" });
    await inTheWay("new/c.txt");
    rmSync(join(ground.repo, "new"), { recursive: true });
    writeFiles(ground.repo, { new: "a file\n" });
    await inTheWay("new");
    rmSync(join(ground.repo, "new"));
    writeFiles(ground.repo, { ".git/info/exclude": "new\n", "new/c.txt": "ignored\n" });
    await inTheWay("new/c.txt");
  });

  test("an untracked link, wherever it leads", async () => {
    mkdirSync(join(ground.folder, "outside"));
    symlinkSync(join(ground.folder, "outside"), join(ground.repo, "new"));
    await inTheWay("new");
    expect(existsSync(join(ground.folder, "outside/c.txt"))).toBe(false);
  });
});

test("another branch, or another part, lands beside a dirty work tree", async () => {
  writeFiles(ground.repo, { "a.txt": "the user is at it\n" });
  expect(await delegate.land({ paths: ["new"] })).toMatchObject({ refusal: null });
  expect(await delegate.land({ onto: "side" })).toMatchObject({ refusal: null });
  expect(inRepo("status", "--porcelain")).toBe("M a.txt");
});

test("a linked work tree that has the branch follows, the main one does not", async () => {
  const linked = join(ground.folder, "linked");
  inRepo("switch", "-q", "-c", "mine");
  inRepo("worktree", "add", "-q", linked, "main");
  expect(await delegate.land({ onto: "main" })).toMatchObject({
    refusal: null,
    target: { checkout: linked },
  });
  expect(readFileSync(join(linked, "a.txt"), "utf8")).toBe("A\n");
  expect(git(linked, "status", "--porcelain")).toBe("");
  expect(file("a.txt")).toBe("a\n");
  expect(inRepo("status", "--porcelain")).toBe("");
});

test("a linked work tree whose folder is gone keeps nobody from landing", async () => {
  const linked = join(ground.folder, "linked");
  inRepo("switch", "-q", "-c", "mine");
  inRepo("worktree", "add", "-q", linked, "main");
  rmSync(linked, { recursive: true });
  expect(await delegate.land({ onto: "main" })).toMatchObject({ refusal: null, target: { checkout: null } });
});

describe("refused with what to do, and nothing written,", () => {
  async function refused(code: string, words: RegExp, onto?: string): Promise<void> {
    const before = await repositoryDigest(ground.repo);
    const report = await delegate.land(onto === undefined ? {} : { onto });
    expect(report.refusal).toEqual({ code, reason: expect.stringMatching(words) });
    expect(await repositoryDigest(ground.repo)).toBe(before);
  }

  test("in the middle of a merge, a cherry-pick or a rebase", async () => {
    writeFiles(ground.repo, { ".git/MERGE_HEAD": `${inRepo("rev-parse", "HEAD")}\n` });
    await refused("busy-target", /in the middle of a merge; finish or abort/);
    rmSync(join(ground.repo, ".git/MERGE_HEAD"));
    writeFiles(ground.repo, { ".git/CHERRY_PICK_HEAD": `${inRepo("rev-parse", "HEAD")}\n` });
    await refused("busy-target", /in the middle of a cherry-pick/);
    rmSync(join(ground.repo, ".git/CHERRY_PICK_HEAD"));
    inRepo("switch", "-q", "--detach");
    writeFiles(ground.repo, { ".git/rebase-merge/head-name": "refs/heads/main\n" });
    await refused("busy-target", /main is being rebased/, "main");
  });

  test("without a branch, on one without commits, and on another name for a branch", async () => {
    inRepo("switch", "-q", "--detach");
    await refused("no-target", /detached.*--onto/);
    inRepo("switch", "-q", "--orphan", "empty");
    await refused("no-target", /no commit yet/);
    inRepo("symbolic-ref", "refs/heads/alias", "refs/heads/main");
    await refused("no-target", /another name/, "alias");
    for (const onto of ["-x", "a..b", "HEAD", "refs/heads/main", "x.lock", "a b", "@{-1}", ""])
      await expect(delegate.land({ onto })).rejects.toMatchObject({ code: "bad-input" });
  });

  test("when the branch is not where the person saw it", async () => {
    const seen = inRepo("rev-parse", "main");
    writeFileSync(join(ground.repo, "b.txt"), "more\n");
    commitAll(ground.repo, "more");
    const report = await delegate.land({ expect: seen });
    expect(report.refusal).toMatchObject({ code: "moved-target" });
    expect(await delegate.land({ expect: inRepo("rev-parse", "main") })).toMatchObject({ refusal: null });
  });
});

test("files that go through a filter are left to the user's own git where a work tree would follow", async () => {
  writeFiles(ground.repo, { ".gitattributes": "*.txt filter=lfs\n" });
  commitAll(ground.repo, "filtered");
  expect((await delegate.land()).refusal).toMatchObject({
    code: "not-landable",
    reason: expect.stringContaining('filter "lfs"'),
  });
  expect(await delegate.land({ onto: "side" })).toMatchObject({ refusal: null });
});

test("a submodule is never moved by landing", async () => {
  const other = makeGround({ "x.txt": "x\n" });
  inRepo("-c", "protocol.file.allow=always", "submodule", "add", "-q", other.repo, "sub");
  commitAll(ground.repo, "with a submodule");
  other.remove();
  const second = await aDelegate(ground);
  await second.work((root) => {
    writeFiles(root, { "b.txt": "B\n" });
    rmSync(join(root, "sub"), { recursive: true });
  });
  const report = await second.land();
  expect(report.refusal).toMatchObject({
    code: "not-landable",
    reason: expect.stringContaining("sub is a submodule"),
  });
  expect(await second.land({ paths: ["b.txt"] })).toMatchObject({ refusal: null });
  expect(inRepo("ls-tree", "main", "sub")).toMatch(/^160000 commit/);
});
