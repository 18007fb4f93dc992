import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { gitDiff } from "../../../src/adapters/coding-tools/git-diff.ts";
import { gitLog } from "../../../src/adapters/coding-tools/git-log.ts";
import { gitStatus } from "../../../src/adapters/coding-tools/git-status.ts";
import { call, problemOf, scratch } from "./scratch.ts";

const sandbox = createBubblewrapSandbox({ hidden: [] });
const status = gitStatus(sandbox);
const diff = gitDiff(sandbox);
const log = gitLog(sandbox);

function git(root: string, ...args: readonly string[]): string {
  const env = { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" };
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  return execFileSync("git", [...who, ...args], { cwd: root, env, encoding: "utf8", stdio: "pipe" });
}

async function repository(root: string): Promise<void> {
  git(root, "init", "-q", "-b", "main");
  await writeFile(join(root, "a.txt"), "one\n");
  git(root, "add", ".");
  git(root, "commit", "-qm", "First");
}

test("status names the branch, changed and untracked files", async () => {
  await using at = await scratch();
  await repository(at.root);
  await writeFile(join(at.root, "a.txt"), "two\n");
  await writeFile(join(at.root, "néw.txt"), "");
  expect((await call(status, {}, at.scope)).text).toBe("## main\n M a.txt\n?? néw.txt");
});

test("diff shows the working tree, the index, one commit or two", async () => {
  await using at = await scratch();
  await repository(at.root);
  await writeFile(join(at.root, "a.txt"), "two\n");
  expect((await call(diff, {}, at.scope)).text).toContain("-one\n+two");
  expect((await call(diff, { staged: true }, at.scope)).text).toBe("[no differences]");
  git(at.root, "commit", "-qam", "Second");
  expect((await call(diff, {}, at.scope)).text).toBe("[no differences]");
  expect((await call(diff, { from: "HEAD~1", to: "HEAD", stat: true }, at.scope)).text).toContain(
    "1 file changed",
  );
  expect((await call(diff, { from: "HEAD~1", path: "a.txt" }, at.scope)).text).toContain("+two");
  expect((await call(diff, { from: "HEAD~1", path: "other" }, at.scope)).text).toBe("[no differences]");
});

test("log lists commits, from a revision, of a path, with patches", async () => {
  await using at = await scratch();
  await repository(at.root);
  git(at.root, "commit", "-q", "--allow-empty", "-m", "Second");
  expect((await call(log, {}, at.scope)).text).toMatch(/^\w+ \S+ \S+ \S+ Ada: Second\n\w+ .* Ada: First$/);
  expect((await call(log, { path: "a.txt", patch: true }, at.scope)).text).toContain("+one");
  expect((await call(log, { revision: "HEAD~1", max_count: 1 }, at.scope)).text).toMatch(/First$/);
});

test("an option in place of a revision is refused, and an unknown one is git's error", async () => {
  await using at = await scratch();
  await repository(at.root);
  expect(await problemOf(log, { revision: "--output=x" }, at.scope)).toContain("is not a revision");
  expect(await problemOf(diff, { from: "HEAD:a.txt" }, at.scope)).toContain("is not a revision");
  expect(await call(log, { revision: "nowhere" }, at.scope)).toMatchObject({
    status: "error",
    text: expect.stringContaining("nowhere"),
  });
  expect(await problemOf(diff, { to: "HEAD" }, at.scope)).toContain("to needs from");
});

test("a workspace that is no repository is a clear error", async () => {
  await using at = await scratch();
  for (const tool of [status, diff, log]) {
    const output = await call(tool, {}, at.scope);
    expect(output).toMatchObject({ status: "error", text: "The workspace is not a git repository." });
  }
});

test("a program that the repository's config names can touch neither host nor workspace", async () => {
  await using at = await scratch();
  await repository(at.root);
  const marks = [join(at.outside, "ran"), join(at.root, "ran")];
  const script = `#!/bin/sh\n${marks.map((mark) => `touch ${mark}`).join("\n")}\ncat\n`;
  await writeFile(join(at.outside, "evil"), script, { mode: 0o755 });
  await writeFile(join(at.root, "evil"), script, { mode: 0o755 });
  await writeFile(join(at.root, ".gitattributes"), "* filter=evil diff=evil\n");
  git(at.root, "config", "filter.evil.clean", join(at.root, "evil"));
  git(at.root, "config", "diff.external", join(at.root, "evil"));
  git(at.root, "config", "core.fsmonitor", join(at.root, "evil"));

  await writeFile(join(at.root, "a.txt"), "two\n");
  for (const tool of [status, diff]) expect((await call(tool, {}, at.scope)).status).toBe("ok");
  expect(marks.map(existsSync)).toEqual([false, false]);

  git(at.root, "status"); // the control: plain git on the host runs it
  expect(marks.map(existsSync)).toEqual([true, true]);
});

test("looking changes nothing, not even git's index", async () => {
  await using at = await scratch();
  await repository(at.root);
  await writeFile(join(at.root, "a.txt"), "one\n"); // same content, new time: git would refresh its index
  const before = await readFile(join(at.root, ".git/index"));
  await call(status, {}, at.scope);
  expect(await readFile(join(at.root, ".git/index"))).toEqual(before);
  await rm(join(at.root, ".git/index"));
  expect((await call(status, {}, at.scope)).text).toContain("D  a.txt");
});
