import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate } from "../support/landing-ground.ts";

let ground: Ground;
let proof: string;
beforeEach(() => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n" });
  proof = join(ground.folder, "executed");
});
afterEach(() => ground.remove());

const inRepo = (...args: string[]) => git(ground.repo, ...args);

function script(path: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\ntouch ${proof}\n`);
  chmodSync(path, 0o755);
}

/** What runs when git moves a branch or files in a repository that has it. */
const HOOKS = [
  "reference-transaction",
  "post-checkout",
  "post-index-change",
  "post-merge",
  "pre-commit",
  "post-commit",
];

test("whatever a worker does inside, the user's repository is the same to the byte until something lands", async () => {
  writeFiles(ground.repo, { "a.txt": "half done\n", "mine.txt": "m\n" });
  inRepo("stash", "push", "-q", "-u");
  writeFiles(ground.repo, { "b.txt": "staged\n" });
  inRepo("add", "b.txt");
  inRepo("worktree", "add", "-q", "-b", "side", join(ground.folder, "side"));
  const before = await repositoryDigest(ground.repo);
  const delegate = await aDelegate(ground);
  await delegate.work((root) => {
    for (const args of [
      ["branch", "--force", "main"],
      ["update-ref", "-d", "refs/heads/main"],
      ["config", "core.hooksPath", "/tmp/evil"],
      ["stash", "clear"],
      ["worktree", "prune", "--expire=now"],
      ["reflog", "expire", "--expire=now", "--all"],
      ["gc", "-q", "--prune=now"],
    ])
      execFileSync("git", args, {
        cwd: root,
        stdio: "ignore",
        env: { PATH: process.env["PATH"], HOME: "/nonexistent" },
      });
    writeFiles(root, { "a.txt": "A\n" });
  });
  await delegate.plan();
  await delegate.plan({ onto: "side" });
  await delegate.plan({ onto: "new-one", strategy: "rebase" });
  expect(await repositoryDigest(ground.repo)).toBe(before);
  // The same in the repository itself would have shown.
  inRepo("update-ref", "-d", "refs/heads/side");
  expect(await repositoryDigest(ground.repo)).not.toBe(before);
});

test("landing runs no hook, no filter and no monitor of the repository, which a careless merge does", async () => {
  for (const hook of HOOKS) script(join(ground.repo, ".git/hooks", hook));
  script(join(ground.folder, "monitor"));
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n", "sub/new.txt": "n\n" }));
  inRepo("config", "core.fsmonitor", join(ground.folder, "monitor"));
  inRepo("config", "gc.auto", "1");
  inRepo("config", "core.alternateRefsCommand", `touch ${proof}`);
  expect(await delegate.land()).toMatchObject({ refusal: null, target: { checkout: ground.repo } });
  expect(await delegate.undo()).toMatchObject({ refusal: null });
  expect(existsSync(proof)).toBe(false);
  inRepo("merge", "-q", "--ff-only", String(inRepo("rev-parse", "main@{1}")));
  expect(existsSync(proof), "a careless git must spring the traps").toBe(true);
});

test("a repository inside the work brings no hooks along, and one that is made of plain files is named", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => {
    git(root, "init", "-q", "nested");
    for (const hook of HOOKS) script(join(root, "nested/.git/hooks", hook));
    writeFiles(root, { "nested/inner.txt": "i\n" });
    git(root, "init", "-q", "--bare", "plain");
    git(join(root, "plain"), "config", "core.fsmonitor", `touch ${proof}`);
    git(join(root, "plain"), "config", "core.bare", "false");
    git(join(root, "plain"), "config", "core.worktree", "..");
    script(join(root, "plain/hooks/post-checkout"));
    for (const folder of ["objects", "refs"]) writeFiles(root, { [`plain/${folder}/keep`]: "" });
  });
  const asked = await delegate.land();
  expect(asked.refusal).toMatchObject({ code: "not-accepted" });
  expect(asked.flagged.filter(({ decision }) => decision === "ask").map(({ path }) => path)).toEqual(
    expect.arrayContaining(["plain/HEAD", "plain/hooks/post-checkout"]),
  );
  expect(await delegate.land({ accepted: ["plain/**"] })).toMatchObject({ refusal: null });
  expect(existsSync(join(ground.repo, "nested/inner.txt"))).toBe(true);
  expect(existsSync(join(ground.repo, "nested/.git"))).toBe(false);
  expect(existsSync(proof)).toBe(false);
  // What the yes was about: whoever goes there runs it.
  git(join(ground.repo, "plain"), "status");
  expect(existsSync(proof)).toBe(true);
});

test("files that run later do not land without a yes that names them, and do with it", async () => {
  const paths = [
    ".github/workflows/ci.yml",
    ".husky/pre-commit",
    ".vscode/tasks.json",
    "AGENTS.md",
    "Makefile",
    "package.json",
  ];
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, Object.fromEntries(paths.map((path) => [path, "x\n"]))));
  await delegate.work((root) => writeFiles(root, { "src/plain.ts": "x\n" }));
  const before = await repositoryDigest(ground.repo);
  const asked = await delegate.land();
  expect(asked.refusal).toMatchObject({ code: "not-accepted" });
  expect(asked.flagged.map(({ path }) => path)).toEqual(paths);
  expect(
    (await delegate.land({ accepted: paths.slice(1) })).flagged.find(({ decision }) => decision === "ask")
      ?.path,
  ).toBe(paths[0]);
  expect(await repositoryDigest(ground.repo)).toBe(before);
  expect(await delegate.land({ accepted: paths })).toMatchObject({ refusal: null });
  expect(readFileSync(join(ground.repo, ".husky/pre-commit"), "utf8")).toBe("x\n");
});

test("a rename or a delete of a file that runs later is named by both its names", async () => {
  writeFiles(ground.repo, { ".github/workflows/ci.yml": `${"steps\n".repeat(20)}` });
  commitAll(ground.repo, "ci");
  const delegate = await aDelegate(ground);
  await delegate.work((root) => {
    writeFiles(root, { "docs/ci.txt": `${"steps\n".repeat(20)}` });
    rmSync(join(root, ".github"), { recursive: true });
  });
  expect((await delegate.plan()).flagged.map(({ path }) => path)).toEqual([".github/workflows/ci.yml"]);
});

test("unsaved edits outlive a landing, which a forced one would have taken", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n" }));
  writeFiles(ground.repo, { "a.txt": "hours of work\n" });
  const landed = await delegate.land({ onto: "side" });
  expect((await delegate.land()).refusal).toMatchObject({ code: "dirty-target" });
  expect(readFileSync(join(ground.repo, "a.txt"), "utf8")).toBe("hours of work\n");
  inRepo("reset", "-q", "--hard", String(landed.commit));
  expect(readFileSync(join(ground.repo, "a.txt"), "utf8")).toBe("A\n");
});

test("objects that a git would not take are not taken into the repository, and what lands passes its checks", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "deep/er/x.txt": "x\n" }));
  await delegate.land();
  inRepo("gc", "-q", "--prune=now");
  expect(inRepo("fsck", "--strict", "--full", "--no-dangling")).toBe("");
});
