import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate, type Delegate } from "../support/landing-ground.ts";

let ground: Ground;
let delegate: Delegate;
beforeEach(async () => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n" });
  delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n", "c.txt": "c\n" }));
});
afterEach(() => ground.remove());

const inRepo = (...args: string[]) => git(ground.repo, ...args);

test("a landing that is the branch's last is as if it had not been, and can land again", async () => {
  const tip = inRepo("rev-parse", "main");
  expect((await delegate.undo()).refusal).toMatchObject({ code: "nothing-to-land" });
  await delegate.land();
  expect(await delegate.undo()).toMatchObject({ refusal: null, strategy: "undo", commit: tip });
  expect([inRepo("rev-parse", "main"), inRepo("status", "--porcelain")]).toEqual([tip, ""]);
  expect(existsSync(join(ground.repo, "c.txt"))).toBe(false);
  expect(inRepo("reflog", "-1", "--format=%gs", "main")).toBe(`legate: take back ${delegate.worker}`);
  expect((await delegate.undo()).refusal).toMatchObject({ code: "nothing-to-land" });
  expect(await delegate.land()).toMatchObject({ refusal: null });
  expect(inRepo("show", "main:c.txt")).toBe("c");
});

test("with commits of the user's on top, or on a remote, a commit takes it back; what conflicts is told", async () => {
  await delegate.land();
  const landed = inRepo("rev-parse", "main");
  writeFiles(ground.repo, { "b.txt": "later\n" });
  const own = commitAll(ground.repo, "on top");
  expect(await delegate.undo()).toMatchObject({ refusal: null });
  expect(inRepo("log", "-1", "--format=%P %B", "main")).toMatch(
    new RegExp(`^${own} Take back the work of worker_[\\s\\S]*Legate-Undoes: ${landed}$`),
  );
  expect([inRepo("show", "main:a.txt"), inRepo("show", "main:b.txt")]).toEqual(["a", "later"]);

  await delegate.land();
  inRepo("update-ref", "refs/remotes/origin/main", "main");
  const published = inRepo("rev-parse", "main");
  expect(await delegate.undo()).toMatchObject({ refusal: null });
  expect(inRepo("rev-parse", "main^")).toBe(published);

  await delegate.land();
  writeFiles(ground.repo, { "a.txt": "A, and the user\n" });
  commitAll(ground.repo, "on the same lines");
  expect(await delegate.undo()).toMatchObject({
    refusal: { code: "conflicts" },
    conflicts: [{ path: "a.txt" }],
  });
});

test("files in the way, and a branch that lost the commit, are refused with every byte as it was", async () => {
  await delegate.land();
  writeFiles(ground.repo, { "c.txt": "edited since\n" });
  const before = await repositoryDigest(ground.repo);
  expect(await delegate.undo()).toMatchObject({ refusal: { code: "dirty-target" }, inTheWay: ["c.txt"] });
  expect(await repositoryDigest(ground.repo)).toBe(before);
  expect(readFileSync(join(ground.repo, "c.txt"), "utf8")).toBe("edited since\n");
  inRepo("reset", "-q", "--hard", "HEAD^");
  expect((await delegate.undo()).refusal).toMatchObject({
    code: "nothing-to-land",
    reason: expect.stringContaining("any more"),
  });
});

test("a branch that the landing made goes with it, but not while it is checked out", async () => {
  await delegate.land({ onto: "side" });
  inRepo("switch", "-q", "side");
  expect((await delegate.undo()).refusal).toMatchObject({ code: "busy-target" });
  inRepo("switch", "-q", "main");
  expect(await delegate.undo()).toMatchObject({ refusal: null, commit: null });
  expect(inRepo("branch", "--format=%(refname:short)")).toBe("main");
});

test("a merge and a rebase are taken back whole", async () => {
  const tip = inRepo("rev-parse", "main");
  await delegate.work((root) => writeFiles(root, { "b.txt": "B\n" }));
  for (const strategy of ["merge", "rebase"] as const) {
    expect(await delegate.land({ strategy })).toMatchObject({ refusal: null });
    writeFiles(ground.repo, { [`${strategy}.txt`]: "later\n" });
    commitAll(ground.repo, "on top");
    expect(await delegate.undo()).toMatchObject({ refusal: null });
    expect(inRepo("diff", "--name-only", tip, "main")).toBe(`${strategy}.txt`);
    inRepo("reset", "-q", "--hard", tip);
  }
});
