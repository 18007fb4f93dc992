import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Landing } from "../../../../src/core/landing/landing.ts";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate, asked, type Delegate, dyingBefore, landingsFor } from "../support/landing-ground.ts";

let ground: Ground;
let repo: string;
let delegate: Delegate;

const inRepo = (...args: string[]) => git(repo, ...args);
const file = (name: string) => readFileSync(join(repo, name), "utf8");
const everyByte = () =>
  Promise.all([repo, inRepo("rev-parse", "--absolute-git-dir")].map((path) => repositoryDigest(path)));
const status = () => inRepo("status", "--porcelain");

async function begin(at: string): Promise<void> {
  repo = at;
  inRepo("config", "user.name", "User");
  inRepo("config", "user.email", "user@example.org");
  delegate = await aDelegate({ ...ground, repo });
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n", "new/c.txt": "c\n" }));
}

function separate(gitDir: string): string {
  const at = join(ground.folder, "separate");
  mkdirSync(join(ground.folder, gitDir, ".."), { recursive: true });
  git(ground.folder, "clone", "-q", "--separate-git-dir", join(ground.folder, gitDir), ground.repo, at);
  return at;
}

function submodule(): string {
  const superproject = join(ground.folder, "super");
  git(ground.folder, "clone", "-q", ground.repo, superproject);
  git(superproject, "-c", "protocol.file.allow=always", "submodule", "add", "-q", ground.repo, "sub");
  return join(superproject, "sub");
}

beforeEach(() => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n" });
});
afterEach(() => ground.remove());

const kinds: readonly (readonly [string, () => string])[] = [
  ["a git directory elsewhere", () => separate("elsewhere.git")],
  ["a submodule", submodule],
];
describe.each(kinds)("of a repository with %s", (_kind, make) => {
  beforeEach(() => begin(make()));

  test("files and index follow the branch, and go back with it", async () => {
    const tip = inRepo("rev-parse", "main");
    expect(await delegate.plan()).toMatchObject({ refusal: null, target: { checkout: repo } });
    expect([inRepo("rev-parse", "main"), status()]).toEqual([tip, ""]);
    expect(await delegate.land()).toMatchObject({ refusal: null, target: { checkout: repo } });
    expect([file("a.txt"), file("new/c.txt"), status()]).toEqual(["A\n", "c\n", ""]);
    expect(await delegate.undo()).toMatchObject({ refusal: null, commit: tip });
    expect([inRepo("rev-parse", "main"), file("a.txt"), status()]).toEqual([tip, "a\n", ""]);
    expect(existsSync(join(repo, "new/c.txt"))).toBe(false);
  });

  test("what is in the way is refused by path, with every byte as it was", async () => {
    writeFiles(repo, { "a.txt": "the user is at it\n", "new/c.txt": "the user's\n" });
    const before = await everyByte();
    expect(await delegate.land()).toMatchObject({
      refusal: { code: "dirty-target" },
      inTheWay: ["a.txt", "new/c.txt"],
    });
    expect(await everyByte()).toEqual(before);
  });

  test("a merge under way, and a branch without commits, are refused", async () => {
    const gitDir = inRepo("rev-parse", "--absolute-git-dir");
    writeFileSync(join(gitDir, "MERGE_HEAD"), `${inRepo("rev-parse", "HEAD")}\n`);
    expect((await delegate.land()).refusal).toMatchObject({ code: "busy-target" });
    rmSync(join(gitDir, "MERGE_HEAD"));
    inRepo("switch", "-q", "--orphan", "empty");
    expect((await delegate.land()).refusal).toMatchObject({
      code: "no-target",
      reason: expect.stringContaining("no commit yet"),
    });
  });

  test("a landing that dies after the files followed is settled: they go back, and it lands again", async () => {
    const tip = inRepo("rev-parse", "main");
    let begun: Landing | undefined;
    const intend = async (landing: Landing) => {
      begun = landing;
    };
    const dying = landingsFor(ground, dyingBefore(ground, /say commit/));
    await expect(dying.land(delegate.subject(), asked(), intend, {})).rejects.toMatchObject({
      code: "git-failed",
    });
    if (begun === undefined) throw new Error("it was to be intended before it is written");
    expect(file("a.txt")).toBe("A\n");
    expect(await landingsFor(ground).settle(delegate.worker, begun, {})).toMatchObject({ landed: false });
    expect([inRepo("rev-parse", "main"), file("a.txt"), status()]).toEqual([tip, "a\n", ""]);
    expect(await delegate.land()).toMatchObject({ refusal: null });
    expect(status()).toBe("");
  });
});

test("the folder around a git directory elsewhere that is called .git is not taken for the work tree", async () => {
  await begin(separate("elsewhere/.git"));
  expect(await delegate.land()).toMatchObject({ refusal: null, target: { checkout: repo } });
  expect([file("a.txt"), status()]).toEqual(["A\n", ""]);
  expect(existsSync(join(ground.folder, "elsewhere/new"))).toBe(false);
});

test("a linked work tree of a submodule finds where the submodule has the branch", async () => {
  const sub = submodule();
  git(sub, "worktree", "add", "-q", "-b", "side", join(ground.folder, "linked"));
  await begin(join(ground.folder, "linked"));
  expect(await delegate.land({ onto: "main" })).toMatchObject({ refusal: null, target: { checkout: sub } });
  expect(git(sub, "status", "--porcelain")).toBe("");
  expect(readFileSync(join(sub, "a.txt"), "utf8")).toBe("A\n");
  expect(await delegate.land({ onto: "side" })).toMatchObject({ refusal: null, target: { checkout: repo } });
  expect([file("a.txt"), status()]).toEqual(["A\n", ""]);
});

test("a branch whose work tree nothing leads to is refused, and lands from there", async () => {
  const apart = separate("elsewhere.git");
  git(apart, "worktree", "add", "-q", "-b", "side", join(ground.folder, "linked"));
  await begin(join(ground.folder, "linked"));
  const tip = inRepo("rev-parse", "main");
  expect((await delegate.land({ onto: "main" })).refusal).toMatchObject({
    code: "no-target",
    reason: expect.stringMatching(/elsewhere\.git does not name.*--into PATH/),
  });
  expect(inRepo("rev-parse", "main")).toBe(tip);
  expect(await delegate.land({ onto: "main", into: apart })).toMatchObject({ refusal: null });
  expect(git(apart, "status", "--porcelain")).toBe("");
});

test("a repository that came to where a linked work tree was does not follow its branch", async () => {
  const linked = join(ground.folder, "linked");
  await begin(ground.repo);
  inRepo("switch", "-q", "-c", "mine");
  inRepo("worktree", "add", "-q", linked, "main");
  rmSync(linked, { recursive: true });
  git(ground.folder, "clone", "-q", "--branch", "main", ground.repo, linked);
  const before = await repositoryDigest(linked);
  expect(await delegate.land({ onto: "main" })).toMatchObject({ refusal: null, target: { checkout: null } });
  expect(await repositoryDigest(linked)).toBe(before);
});
