import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostGit } from "../../../src/adapters/git/hardened-git.ts";
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
let proof: string;
beforeEach(() => {
  ground = makeGround({
    "README.md": "hello\n",
    "a.txt": "a\n",
    ".gitattributes": "*.txt filter=evil diff=evil\n",
  });
  proof = join(ground.folder, "executed");
});
afterEach(() => ground.remove());

/** What anyone who can write a repository's configuration can make a careless git run. */
function plant(repo: string): void {
  const run = `touch ${proof}; cat`;
  git(repo, "config", "core.fsmonitor", `touch ${proof}; false`);
  git(repo, "config", "filter.evil.clean", run);
  git(repo, "config", "filter.evil.smudge", run);
  git(repo, "config", "diff.evil.textconv", run);
  git(repo, "config", "diff.external", `touch ${proof}; true`);
  git(repo, "config", "core.hooksPath", ".githooks");
  git(repo, "config", "uploadpack.packObjectsHook", `touch ${proof}; exec "$@"`);
  git(repo, "config", "core.alternateRefsCommand", `touch ${proof}`);
  for (const hook of ["post-checkout", "pre-commit", "reference-transaction", "post-index-change"]) {
    writeFiles(repo, {
      [`.githooks/${hook}`]: `#!/bin/sh\ntouch ${proof}\n`,
      [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch ${proof}\n`,
    });
    execFileSync("chmod", ["+x", join(repo, `.githooks/${hook}`), join(repo, `.git/hooks/${hook}`)]);
  }
}

test("a user's repository full of traps runs nothing on the host, whatever is asked of it", async () => {
  plant(ground.repo);
  writeFiles(ground.repo, { "a.txt": "b\n" });
  git(ground.repo, "status");
  expect(existsSync(proof)).toBe(true); // the traps work on a git that is not careful
  rmSync(proof);

  const { workspaces, repo } = ground;
  const worker = aWorker();
  const spec = aWorktree(repo, { includeUncommitted: true });
  expect((await workspaces.check(spec)).uncommittedFiles).toBeGreaterThan(0);
  const opened = await workspaces.open(spec, worker, {});
  writeFiles(opened.root, { "a.txt": "c\n" });
  const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
  await workspaces.diff(opened, kept);
  await workspaces.release(opened, worker, kept, {});
  await workspaces.restore(opened, worker, kept, {});
  expect(existsSync(proof)).toBe(false);
});

test("a worker's repository full of traps runs nothing on the host", async () => {
  const { workspaces, repo } = ground;
  const worker = aWorker();
  const opened = await workspaces.open(aWorktree(repo), worker, {});
  plant(opened.root);
  writeFiles(opened.root, { "a.txt": "b\n", "nested/x.txt": "x\n" });
  git(join(opened.root, "nested"), "init", "-q");
  plant(join(opened.root, "nested"));
  const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
  expect(Buffer.from((await workspaces.diff(opened, kept)).patch).toString()).toContain("+b");
  expect(await workspaces.release(opened, worker, kept, {})).toMatchObject({ removed: true });
  expect(await workspaces.restore(opened, worker, kept, {})).toBe("rebuilt"); // traps and all
  expect(existsSync(proof)).toBe(false);
  git(opened.root, "status");
  expect(existsSync(proof)).toBe(true);
});

test("git's own variables in our environment change nothing", async () => {
  const decoy = join(ground.folder, "decoy.git");
  const planted = {
    GIT_DIR: decoy,
    GIT_INDEX_FILE: join(ground.folder, "decoy-index"),
    GIT_EXTERNAL_DIFF: `touch ${proof}`,
  };
  Object.assign(process.env, planted);
  try {
    const opened = await ground.workspaces.open(aWorktree(ground.repo), aWorker(), {});
    expect(readFileSync(join(opened.root, "README.md"), "utf8")).toBe("hello\n");
    expect([existsSync(decoy), existsSync(planted.GIT_INDEX_FILE), existsSync(proof)]).toEqual([
      false,
      false,
      false,
    ]);
  } finally {
    for (const name of Object.keys(planted)) delete process.env[name];
  }
});

describe("objects", () => {
  test("with a .git entry are not taken from a worker, nor checked out from a user", async () => {
    const { workspaces, repo } = ground;
    const blob = execFileSync("git", ["hash-object", "-w", "--stdin"], {
      cwd: repo,
      input: "x\n",
      encoding: "utf8",
    }).trim();
    const inner = mktree(repo, `100644 blob ${blob}\tconfig\n`);
    const evil = mktree(repo, `040000 tree ${inner}\t.git\n`);
    git(repo, "update-ref", "refs/heads/evil", git(repo, "commit-tree", evil, "-m", "evil"));
    await expect(workspaces.open(aWorktree(repo, { base: "evil" }), aWorker(), {})).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringMatching(/hasDotgit/),
    });
    // A git that does not check takes them.
    git(repo, "clone", "-q", "--bare", "--no-local", repo, join(ground.folder, "careless.git"));
    expect(git(join(ground.folder, "careless.git"), "ls-tree", "-r", "--name-only", "evil")).toBe(
      ".git/config",
    );
  });

  test("that a user replaced are the original ones in a workspace", async () => {
    const { repo } = ground;
    const base = git(repo, "rev-parse", "HEAD");
    writeFiles(repo, { "README.md": "replaced\n" });
    git(repo, "replace", base, commitAll(repo, "other"));
    git(repo, "reset", "-q", "--hard", base);
    expect(git(repo, "show", `${base}:README.md`)).toBe("replaced");
    const opened = await ground.workspaces.open(aWorktree(repo, { base }), aWorker(), {});
    expect(readFileSync(join(opened.root, "README.md"), "utf8")).toBe("hello\n");
  });

  test("of the user that are collected afterwards leave the workspace whole", async () => {
    const { repo, workspaces } = ground;
    git(repo, "checkout", "-q", "-b", "gone");
    writeFiles(repo, { "gone.txt": "g\n" });
    commitAll(repo, "gone");
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo, { base: "gone" }), worker, {});
    git(repo, "checkout", "-q", "main");
    git(repo, "branch", "-q", "-D", "gone");
    git(repo, "reflog", "expire", "--expire=now", "--all");
    git(repo, "gc", "-q", "--prune=now");
    rmSync(opened.root, { recursive: true });
    expect(await workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(git(opened.root, "fsck")).toBe("");
    expect(readFileSync(join(opened.root, "gone.txt"), "utf8")).toBe("g\n");
  });
});

test("a pipe where git keeps a pointer is answered at once", async () => {
  const folder = join(ground.folder, "piped");
  mkdirSync(folder);
  execFileSync("/usr/bin/mkfifo", [join(folder, ".git")]);
  const asked = ground.workspaces.check(aWorktree(folder));
  await expect(asked).rejects.toMatchObject({ code: "repository-unusable" });
});

test("a place that has something of somebody else is refused and left as it is", async () => {
  const { stateDir, repo, workspaces } = ground;
  const [stranger, other, linked] = [aWorker(), aWorker(), aWorker()];
  writeFiles(join(stateDir, "workspaces"), { [`${stranger}/precious.txt`]: "p\n" });
  await expect(workspaces.open(aWorktree(repo), stranger, {})).rejects.toMatchObject({
    code: "workspace-conflict",
  });
  expect(readFileSync(join(stateDir, "workspaces", stranger, "precious.txt"), "utf8")).toBe("p\n");
  const opened = await workspaces.open(aWorktree(repo), other, {});
  symlinkSync(join(opened.root, ".."), join(stateDir, "workspaces", linked));
  await expect(workspaces.open(aWorktree(repo), linked, {})).rejects.toMatchObject({
    code: "workspace-conflict",
  });
  await expect(workspaces.open(aWorktree(repo, { base: "main" }), other, {})).rejects.toMatchObject({
    code: "workspace-conflict",
  });
  await expect(openState(stateDir).release(opened, linked, undefined, {})).rejects.toMatchObject({
    code: "workspace-conflict",
  });
});

describe("git on the host", () => {
  test("is stopped, with its helpers, on abort and when it takes or writes too much", async () => {
    const call = { gitDir: join(ground.repo, ".git"), args: ["cat-file", "--batch-all-objects", "--batch"] };
    const aborted = hostGit({ ...call, signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    await expect(hostGit({ ...call, maxOutputBytes: 10 })).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringMatching(/more than 10/),
    });
    const endless = join(ground.repo, "endless");
    execFileSync("mkfifo", [endless]);
    const waits = { ...call, args: ["hash-object", "--no-filters", "--", endless], timeoutMs: 200 };
    await expect(hostGit(waits)).rejects.toMatchObject({
      code: "timed-out",
    });
    await expect(hostGit({ ...call, args: ["cat-file", "-p", "nope"] })).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringMatching(/Not a valid object/),
    });
  });
});

function mktree(repo: string, input: string): string {
  return execFileSync("git", ["mktree"], { cwd: repo, input, encoding: "utf8" }).trim();
}
