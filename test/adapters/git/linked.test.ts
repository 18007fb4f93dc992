import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { LegateError } from "../../../src/ports/failure.ts";
import type { Sandbox } from "../../../src/ports/sandbox.ts";
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
let worker: WorkerId;
let before: string;
let opened: OpenedWorkspace;
beforeEach(async () => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n", ".gitignore": "build/\n" });
  writeFiles(ground.repo, { "README.md": "changed by the user\n" });
  before = await repositoryDigest(ground.repo);
  worker = aWorker();
  opened = await ground.workspaces.open(aWorktree(ground.repo, { linked: true }), worker, {});
});
afterEach(() => ground.remove());

const entries = () => git(ground.repo, "worktree", "list", "--porcelain").match(/^worktree .*/gm) ?? [];
const release = () => ground.workspaces.release(opened, worker, undefined, {});
const linkedGit = (...args: string[]) => git(opened.root, ...args);

describe("a linked worktree", () => {
  test("is one to the user's git: listed, locked, detached at the base, and clean", () => {
    expect(entries()).toEqual([`worktree ${ground.repo}`, `worktree ${opened.root}`]);
    expect(git(ground.repo, "worktree", "list", "--porcelain")).toContain(
      "locked A worker of Legate works here",
    );
    expect(linkedGit("status", "--porcelain", "--branch")).toBe("## HEAD (no branch)");
    expect(linkedGit("rev-parse", "HEAD")).toBe(git(ground.repo, "rev-parse", "main"));
    expect(linkedGit("branch", "--format=%(refname)", "--list", "main")).toBe("refs/heads/main");
    expect(opened.git?.linked).toBe(true);
  });

  test("is all that is written of the repository, and a release takes it out again, byte for byte", async () => {
    const away = join(ground.folder, "away");
    renameSync(join(ground.repo, ".git/worktrees"), away);
    expect(await repositoryDigest(ground.repo)).toBe(before);
    renameSync(away, join(ground.repo, ".git/worktrees"));
    writeFiles(opened.root, { "README.md": "by the worker\n", "build/out.js": "o\n" });
    expect(await release()).toMatchObject({ removed: true });
    expect(await repositoryDigest(ground.repo)).toBe(before);
    expect(await release()).toMatchObject({ removed: true, reason: "It was removed before." });
  });

  test("leaves other worktrees be, also one whose disk is not there just now", async () => {
    const other = join(ground.folder, "other");
    git(ground.repo, "worktree", "add", "-q", "--detach", other);
    rmSync(other, { recursive: true });
    await release();
    expect(entries()).toEqual([`worktree ${ground.repo}`, `worktree ${other}`]);
  });

  test("is kept, compared and made again as any other, ignored files included", async () => {
    const { workspaces } = ground;
    writeFiles(opened.root, { "README.md": "by the worker\n", "new.txt": "n\n", "build/out.js": "o\n" });
    const kept = await workspaces.checkpoint(opened, worker, { seq: 4, last: undefined }, {});
    expect((await workspaces.diff(opened, kept)).files.map(({ path }) => path)).toEqual([
      "README.md",
      "new.txt",
    ]);
    expect(await workspaces.release(opened, worker, kept, {})).toMatchObject({ removed: true });
    expect(await workspaces.restore(opened, worker, kept, {})).toBe("rebuilt");
    expect(entries()).toHaveLength(2);
    expect(linkedGit("status", "--porcelain", "--ignored")).toBe("M README.md\n?? new.txt\n!! build/");
    expect(readFileSync(join(opened.root, "build/out.js"), "utf8")).toBe("o\n");
  });

  test("that was deleted by hand is made again with the entry it had, and what that knows", async () => {
    linkedGit("commit", "-q", "--allow-empty", "-m", "by a person");
    const commit = linkedGit("rev-parse", "HEAD");
    rmSync(opened.root, { recursive: true });
    expect(await ground.workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(entries()).toHaveLength(2);
    expect(linkedGit("rev-parse", "HEAD")).toBe(commit);
  });

  test("whose making broke off is made anew, and nothing of the half is left", async () => {
    const half = (name: string) => join(ground.repo, ".git/worktrees", name);
    const other = aWorker();
    writeFiles(half(other), { locked: "initializing\n", gitdir: "/somewhere/tree/.git\n" });
    const spec = aWorktree(ground.repo, { linked: true });
    const made = await ground.workspaces.open(spec, other, {});
    expect(git(made.root, "status", "--porcelain")).toBe("");
    expect(entries()).toHaveLength(3);
    await ground.workspaces.abandon(made, other);
    writeFiles(half(other), { locked: "initializing\n" });
    await ground.workspaces.abandon(made, other);
    expect(existsSync(half(other))).toBe(false);
    expect(entries()).toHaveLength(2);
  });

  test("whose making is broken off leaves nothing in the repository, though nobody comes for it again", async () => {
    await release();
    const honest = sandboxFor(ground.stateDir);
    const stopped: Sandbox["run"] = async (command, options) => {
      if (!command.argv.some((word) => word.includes("git worktree add")))
        return honest.run(command, options);
      const half = String(command.env?.["LEGATE_WORKER"]);
      writeFiles(join(ground.repo, ".git/worktrees", half), { locked: "initializing\n" });
      throw new LegateError("aborted", "Stopped.");
    };
    const sandbox = { ...honest, run: stopped };
    const workspaces = createGitWorkspaces({ stateDir: ground.stateDir, sandbox });
    const opening = workspaces.open(aWorktree(ground.repo, { linked: true }), aWorker(), {});
    await expect(opening).rejects.toMatchObject({ code: "aborted" });
    expect(await repositoryDigest(ground.repo)).toBe(before);
  });

  test("is a private clone when it is made again without the repository", async () => {
    writeFiles(opened.root, { "new.txt": "n\n" });
    const kept = await ground.workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    await ground.workspaces.release(opened, worker, kept, {});
    renameSync(ground.repo, join(ground.folder, "moved"));
    expect(await ground.workspaces.restore(opened, worker, kept, {})).toBe("rebuilt");
    expect(linkedGit("status", "--porcelain")).toBe("?? new.txt");
    expect(await ground.workspaces.release(opened, worker, kept, {})).toMatchObject({ removed: true });
  });

  test("that was a private clone meanwhile keeps what was committed in that", async () => {
    await release();
    const moved = join(ground.folder, "moved");
    renameSync(ground.repo, moved);
    await ground.workspaces.restore(opened, worker, undefined, {});
    linkedGit("commit", "-q", "--allow-empty", "-m", "by a person");
    const commit = linkedGit("rev-parse", "HEAD");
    expect(await release()).toMatchObject({ removed: true });
    renameSync(moved, ground.repo);
    expect(await ground.workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(linkedGit("rev-parse", "HEAD")).toBe(commit);
    expect(await release()).toMatchObject({ removed: true });
    expect(await repositoryDigest(ground.repo)).toBe(before);
  });

  test("starts at the user's commit, with his uncommitted files as changes", async () => {
    const spec = aWorktree(ground.repo, { linked: true, includeUncommitted: true });
    const one = await ground.workspaces.open(spec, aWorker(), {});
    expect(git(one.root, "status", "--porcelain")).toBe("M README.md");
    expect(git(one.root, "rev-parse", "HEAD")).toBe(git(ground.repo, "rev-parse", "main"));
  });

  test("is what nothing that derives from it becomes", async () => {
    const derived = { kind: "derived", from: opened, checkpoint: null } as const;
    const child = await ground.workspaces.open(derived, aWorker(), {});
    expect(child.git?.linked).toBeUndefined();
    expect(entries()).toHaveLength(2);
    expect(git(child.root, "rev-parse", "--git-common-dir")).toBe(".git");
  });

  test("of a submodule is linked, kept and taken out again as any other", async () => {
    const outer = join(ground.folder, "outer");
    git(ground.folder, "init", "-q", outer);
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", ground.repo, "lib");
    const module = join(outer, "lib");
    const before = await repositoryDigest(outer);
    const spec = aWorktree(module, { linked: true });
    const other = aWorker();
    const linked = await ground.workspaces.open(spec, other, {});
    expect(git(linked.root, "status", "--porcelain")).toBe("");
    writeFiles(linked.root, { "new.txt": "n\n" });
    expect(await ground.workspaces.release(linked, other, undefined, {})).toMatchObject({ removed: true });
    expect(await repositoryDigest(outer)).toBe(before);
  });

  test("of a bare repository, and of a worktree of the user's own, belongs to the same repository", async () => {
    const bare = join(ground.folder, "bare.git");
    git(ground.folder, "clone", "-q", "--bare", ground.repo, bare);
    const ofBare = await ground.workspaces.open(aWorktree(bare, { linked: true }), aWorker(), {});
    expect(git(ofBare.root, "rev-parse", "--git-common-dir")).toBe(bare);
    const own = join(ground.folder, "own");
    git(ground.repo, "worktree", "add", "-q", "-b", "own", own);
    const ofOwn = await ground.workspaces.open(aWorktree(own, { linked: true }), aWorker(), {});
    expect(git(ofOwn.root, "rev-parse", "--git-common-dir")).toBe(join(ground.repo, ".git"));
  });
});

describe("a release keeps a linked worktree, and says why, when somebody left in it", () => {
  async function staysBecause(reason: RegExp): Promise<void> {
    expect(await release()).toMatchObject({ removed: false, reason: expect.stringMatching(reason) });
    expect(existsSync(opened.root)).toBe(true);
    expect(entries()).toHaveLength(2);
    const seen = await ground.workspaces.inspect(opened, worker, undefined, {});
    expect(seen?.unkept).toMatch(reason);
  }

  test("a commit that no branch has, until one has it", async () => {
    commitAll(opened.root, "by a person");
    await staysBecause(/1 commits that no branch has/);
    linkedGit("branch", "kept");
    expect(await release()).toMatchObject({ removed: true });
  });

  test("a commit that HEAD was at before", async () => {
    linkedGit("commit", "-q", "--allow-empty", "-m", "by a person");
    linkedGit("checkout", "-q", "--detach", "main");
    await staysBecause(/1 commits that no branch has/);
  });

  test("a commit that no branch has, though the tree was deleted by hand", async () => {
    commitAll(opened.root, "by a person");
    rmSync(opened.root, { recursive: true });
    await staysBecause(/1 commits that no branch has/);
  });

  test("staged files that differ", async () => {
    writeFiles(opened.root, { "README.md": "staged\n" });
    linkedGit("add", "README.md");
    writeFiles(opened.root, { "README.md": "hello\n" });
    await staysBecause(/staged files that differ/);
  });

  test("a merge that is not finished", async () => {
    git(
      ground.repo,
      "branch",
      "side",
      git(ground.repo, "commit-tree", "-p", "main", "-m", "s", "main^{tree}"),
    );
    linkedGit("merge", "-q", "--no-ff", "--no-commit", "side");
    await staysBecause(/in the middle of something \(MERGE_HEAD\)/);
  });

  test("a commit that no branch has, and no link to it any more", async () => {
    commitAll(opened.root, "by a person");
    rmSync(join(opened.root, ".git"));
    await staysBecause(/not the link/);
  });

  test("another link than the one that was made", async () => {
    rmSync(join(opened.root, ".git"));
    writeFiles(opened.root, { ".git": `gitdir: ${join(ground.repo, ".git")}\n` });
    expect(await release()).toMatchObject({ removed: false, reason: expect.stringMatching(/not the link/) });
  });
});

test("given up, its entry goes with it", async () => {
  mkdirSync(join(opened.root, "more"));
  expect(await ground.workspaces.abandon(opened, worker)).toMatchObject({ removed: true });
  expect(await repositoryDigest(ground.repo)).toBe(before);
});
