import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate } from "../support/landing-ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n", "src/b.txt": "b\n" });
});
afterEach(() => ground.remove());

const inRepo = (...args: string[]) => git(ground.repo, ...args);
const show = (name: string) => inRepo("show", name);

/** The user works on another branch, so that nothing has main checked out. */
function elsewhere(): void {
  inRepo("switch", "-q", "-c", "mine");
}

test("squash makes one commit of the user's, on the branch as it is now, that names the worker", async () => {
  elsewhere();
  const delegate = await aDelegate(ground, { base: "main" });
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  await delegate.work((root) => writeFiles(root, { "src/new.txt": "new\n" }));
  inRepo("switch", "-q", "main");
  writeFiles(ground.repo, { "src/b.txt": "B\n" });
  const tip = commitAll(ground.repo, "the user's own");
  inRepo("switch", "-q", "mine");

  const report = await delegate.land();
  expect(report).toMatchObject({ refusal: null, target: { branch: "main", tip, checkout: null } });
  expect(report.files.map(({ path }) => path)).toEqual(["src/a.txt", "src/new.txt"]);
  expect(inRepo("rev-parse", "main", "main^")).toBe(`${report.commit}\n${tip}`);
  expect([show("main:src/a.txt"), show("main:src/b.txt"), show("main:src/new.txt")]).toEqual([
    "A",
    "B",
    "new",
  ]);
  expect(inRepo("log", "-1", "--format=%an <%ae> %cn%n%B", "main")).toBe(
    `User <user@example.org> User\nFix the shop\n\nLegate-Worker: ${delegate.worker}\nLegate-Model: scripted:fix`,
  );
  expect(inRepo("log", "-1", "--format=%(trailers:key=Legate-Worker,valueonly)", "main")).toBe(
    delegate.worker,
  );
  expect(inRepo("reflog", "-1", "--format=%gs", "main")).toBe(`legate: land ${delegate.worker} (squash)`);
  expect(inRepo("fsck", "--strict", "--no-dangling")).toBe("");
});

test("a dry run says the same and leaves every byte of the repository as it was", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  const before = await repositoryDigest(ground.repo);
  const report = await delegate.plan();
  expect(report).toMatchObject({ refusal: null, target: { branch: "main", checkout: ground.repo } });
  expect(report.commit).toMatch(/^[0-9a-f]{40}$/);
  expect(await repositoryDigest(ground.repo)).toBe(before);
});

test("merge keeps the checkpoints as the second parent", async () => {
  elsewhere();
  const delegate = await aDelegate(ground, { base: "main" });
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "1\n" }));
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "2\n" }));
  const { commit } = await delegate.land({ strategy: "merge", message: "Take it in" });
  expect(inRepo("log", "-1", "--format=%P", String(commit)).split(" ")).toEqual([
    inRepo("rev-parse", "mine"),
    delegate.subject().head.commit,
  ]);
  expect(inRepo("rev-list", "--count", "mine..main")).toBe("3");
  expect(inRepo("log", "-1", "--format=%s", "main")).toBe("Take it in");
});

test("rebase makes each checkpoint a commit of its own, and leaves out those that change nothing", async () => {
  elsewhere();
  const delegate = await aDelegate(ground, { base: "main" });
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "1\n" }));
  await delegate.work((root) => writeFiles(root, { "src/b.txt": "B\n" }));
  await delegate.work((root) => rmSync(join(root, "README.md")));
  inRepo("switch", "-q", "main");
  writeFiles(ground.repo, { "src/b.txt": "B\n" });
  commitAll(ground.repo, "the same by the user");
  inRepo("switch", "-q", "mine");
  expect(await delegate.land({ strategy: "rebase" })).toMatchObject({ refusal: null });
  expect(inRepo("log", "--format=%s", "mine..main").split("\n")).toEqual([
    "Fix the shop (3 of 3)",
    "Fix the shop (1 of 3)",
    "the same by the user",
  ]);
  expect(inRepo("ls-tree", "-r", "--name-only", "main")).toBe("src/a.txt\nsrc/b.txt");
});

test("a branch that is not there is made, from where the worker started", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  const first = inRepo("rev-parse", "main");
  writeFiles(ground.repo, { "src/b.txt": "later\n" });
  commitAll(ground.repo, "later");
  const report = await delegate.land({ onto: "review/shop" });
  expect(report).toMatchObject({ refusal: null, target: { branch: "review/shop", tip: null } });
  expect(inRepo("rev-parse", "review/shop^")).toBe(first);
  expect(inRepo("status", "--porcelain")).toBe("");
});

test("what landed before is known the next time: only what came since lands, whatever became of it there", async () => {
  elsewhere();
  const delegate = await aDelegate(ground, { base: "main" });
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "1\n" }));
  expect(await delegate.land()).toMatchObject({ refusal: null });
  expect((await delegate.land()).refusal).toMatchObject({ code: "nothing-to-land" });
  inRepo("switch", "-q", "main");
  writeFiles(ground.repo, { "src/a.txt": "1, by the user\n" });
  commitAll(ground.repo, "on top of it");
  inRepo("switch", "-q", "mine");
  await delegate.work((root) => writeFiles(root, { "src/b.txt": "2\n" }));
  expect(await delegate.land()).toMatchObject({ refusal: null, files: [{ path: "src/b.txt" }] });
  expect(show("main:src/a.txt")).toBe("1, by the user");
});

test("a worker that started from uncommitted files lands what it changed, not those", async () => {
  writeFiles(ground.repo, { "src/b.txt": "the user is at it\n", "todo.txt": "mine\n" });
  const delegate = await aDelegate(ground, { includeUncommitted: true });
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  await expect(delegate.plan({ strategy: "merge" })).rejects.toMatchObject({ code: "bad-input" });
  const report = await delegate.land();
  expect(report).toMatchObject({ refusal: null, files: [{ path: "src/a.txt" }] });
  expect(inRepo("status", "--porcelain")).toBe("M src/b.txt\n?? todo.txt");
});

test("a part of the work lands by path, folders included, and the rest another time", async () => {
  elsewhere();
  const delegate = await aDelegate(ground, { base: "main" });
  await delegate.work((root) => {
    writeFiles(root, { "src/a.txt": "A\n", "src/deep/c.txt": "c\n", "other.txt": "o\n" });
    rmSync(join(root, "README.md"));
  });
  expect(await delegate.land({ paths: ["src", "README.md"] })).toMatchObject({ refusal: null });
  expect(inRepo("ls-tree", "-r", "--name-only", "main")).toBe("src/a.txt\nsrc/b.txt\nsrc/deep/c.txt");
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A2\n" }));
  expect(await delegate.land()).toMatchObject({ refusal: null });
  expect([show("main:other.txt"), show("main:src/a.txt")]).toEqual(["o", "A2"]);
  for (const paths of [["src/b.txt"], ["../x"], ["/etc"], [""]])
    await expect(delegate.plan({ paths })).rejects.toMatchObject({ code: "bad-input" });
  await expect(delegate.plan({ paths: ["src"], strategy: "rebase" })).rejects.toMatchObject({
    code: "bad-input",
  });
});

test("works in a bare repository", async () => {
  const bare = join(ground.folder, "bare.git");
  git(ground.folder, "clone", "-q", "--bare", ground.repo, bare);
  git(bare, "config", "user.name", "User");
  git(bare, "config", "user.email", "user@example.org");
  const delegate = await aDelegate(ground, { repo: bare });
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  expect(await delegate.land()).toMatchObject({ refusal: null, target: { branch: "main", checkout: null } });
  expect(git(bare, "show", "main:src/a.txt")).toBe("A");
});

test("who commits is asked of git's configuration, the author may be another, and nobody is refused", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "src/a.txt": "A\n" }));
  inRepo("config", "--unset", "user.email");
  await expect(delegate.plan()).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("user.email"),
  });
  const [author, committer] = [
    { name: "Ann", email: "ann@example.org" },
    { name: "Carl", email: "carl@example.org" },
  ];
  await expect(delegate.plan({ committer: { name: "x\n<", email: "y" } })).rejects.toMatchObject({
    code: "bad-input",
  });
  expect(await delegate.land({ author, committer })).toMatchObject({ refusal: null });
  expect(inRepo("log", "-1", "--format=%an %cn")).toBe("Ann Carl");
  expect(readFileSync(join(ground.repo, "src/a.txt"), "utf8")).toBe("A\n");
});
