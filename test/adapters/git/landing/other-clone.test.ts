import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate, type Delegate } from "../support/landing-ground.ts";

let ground: Ground;
let clone: string;
let delegate: Delegate;
let before: string;
beforeEach(async () => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n" });
  clone = join(ground.folder, "clone");
  git(ground.folder, "clone", "-q", ground.repo, clone);
  git(clone, "config", "user.name", "Other");
  git(clone, "config", "user.email", "other@example.org");
  delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  before = await repositoryDigest(ground.repo);
});
afterEach(() => ground.remove());

test.each(["squash", "merge", "rebase"] as const)(
  "work lands in another clone as it would in its own: %s",
  async (strategy) => {
    writeFiles(clone, { "b.txt": "b\n" });
    const tip = commitAll(clone, "of the clone");
    const report = await delegate.land({ into: clone, strategy });
    expect(report).toMatchObject({
      refusal: null,
      target: { repo: clone, branch: "main", tip, checkout: clone },
    });
    expect(readFileSync(join(clone, "src/a.txt"), "utf8")).toBe("A\n");
    expect(git(clone, "status", "--porcelain")).toBe("");
    expect(git(clone, "fsck", "--strict", "--no-dangling")).toBe("");
    expect(await repositoryDigest(ground.repo)).toBe(before);
  },
);

test("it lands there once more only when there is more, and is taken back there", async () => {
  await delegate.land({ into: clone });
  expect(await delegate.land({ into: clone })).toMatchObject({ refusal: { code: "nothing-to-land" } });
  expect(await delegate.undo()).toMatchObject({ refusal: null, target: { repo: clone } });
  expect(readFileSync(join(clone, "src/a.txt"), "utf8")).toBe("a\n");
  expect(await repositoryDigest(ground.repo)).toBe(before);
});

test("a repository that has moved is refused with what to do, and its work lands where it is now", async () => {
  const moved = join(ground.folder, "moved");
  renameSync(ground.repo, moved);
  await expect(delegate.land({})).rejects.toMatchObject({
    code: "repository-unusable",
    message: expect.stringContaining("--into PATH"),
  });
  await expect(delegate.land({ into: ground.repo })).rejects.toMatchObject({ code: "bad-input" });
  expect(await delegate.land({ into: moved })).toMatchObject({ refusal: null });
  expect(readFileSync(join(moved, "src/a.txt"), "utf8")).toBe("A\n");
});

test("a branch that is not there is made there, where the work started", async () => {
  expect(await delegate.land({ into: clone, onto: "review" })).toMatchObject({ refusal: null });
  expect(git(clone, "log", "--format=%s", "review")).toBe("Fix the shop\nfirst");
});

test("a repository that lacks where the work started is refused with what to do, and stays as it is", async () => {
  const other = makeGround({ "README.md": "another one\n" }); // the same files in the same second are the same commit
  try {
    const theirs = await repositoryDigest(other.repo);
    for (const onto of [undefined, "review"]) {
      const report = await delegate.land({ into: other.repo, ...(onto === undefined ? {} : { onto }) });
      expect(report.refusal).toMatchObject({
        code: "no-target",
        reason: expect.stringMatching(/lacks the commit .*--strategy patch/),
      });
    }
    expect(await repositoryDigest(other.repo)).toBe(theirs);
  } finally {
    other.remove();
  }
});
