import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, commitAll, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround();
});
afterEach(() => ground.remove());

const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe("a repository that cannot be used is refused with what to do now", () => {
  const cases: readonly [
    string,
    (ground: Ground) => ReturnType<typeof aWorktree>,
    ReturnType<typeof refusal>,
  ][] = [
    ["a relative path", () => aWorktree("repo"), refusal("bad-input", /not absolute/)],
    [
      "a missing path",
      ({ repo }) => aWorktree(join(repo, "nowhere")),
      refusal("bad-input", /does not exist/),
    ],
    ["a file", ({ repo }) => aWorktree(join(repo, "README.md")), refusal("bad-input", /not a folder/)],
    ["no repository", ({ folder }) => aWorktree(folder), refusal("repository-unusable", /git init/)],
    [
      "a base with a dash",
      ({ repo }) => aWorktree(repo, { base: "--upload-pack=x" }),
      refusal("bad-input", /starts with "-"/),
    ],
    ["an empty base", ({ repo }) => aWorktree(repo, { base: "" }), refusal("bad-input", /empty/)],
    [
      "a base of two lines",
      ({ repo }) => aWorktree(repo, { base: "main\nmain" }),
      refusal("bad-input", /cannot name/),
    ],
    [
      "an unknown base",
      ({ repo }) => aWorktree(repo, { base: "nope" }),
      refusal("repository-unusable", /"nope" names no commit/),
    ],
    [
      "a range",
      ({ repo }) => aWorktree(repo, { base: "main..main" }),
      refusal("repository-unusable", /names no commit/),
    ],
    [
      "a file as base",
      ({ repo }) => aWorktree(repo, { base: "HEAD:README.md" }),
      refusal("repository-unusable", /names no commit/),
    ],
    [
      "a missing id",
      ({ repo }) => aWorktree(repo, { base: "1".repeat(40) }),
      refusal("repository-unusable", /names no commit/),
    ],
  ];
  test.each(cases)("%s", async (_name, spec, expected) => {
    await expect(ground.workspaces.check(spec(ground))).rejects.toEqual(expected);
    await expect(ground.workspaces.open(spec(ground), aWorker(), {})).rejects.toEqual(expected);
  });

  test("one without commits, and one whose HEAD is on a branch without commits", async () => {
    const empty = makeGround({});
    await expect(empty.workspaces.check(aWorktree(empty.repo))).rejects.toEqual(
      refusal("repository-unusable", /no commits yet/),
    );
    empty.remove();
    git(ground.repo, "symbolic-ref", "HEAD", "refs/heads/unborn");
    await expect(ground.workspaces.check(aWorktree(ground.repo))).rejects.toEqual(
      refusal("repository-unusable", /without commits/),
    );
    expect((await ground.workspaces.check(aWorktree(ground.repo, { base: "main" }))).base).toMatch(
      /^[0-9a-f]{40}$/,
    );
  });

  test("a pointer to a git directory that is gone", async () => {
    const folder = join(ground.folder, "lost");
    mkdirSync(folder);
    writeFileSync(join(folder, ".git"), "gitdir: /nowhere/at/all\n");
    await expect(ground.workspaces.check(aWorktree(folder))).rejects.toEqual(
      refusal("repository-unusable", /worktree repair/),
    );
  });
});

describe("an unusual repository works", () => {
  async function worksAndStaysTheSame(path: string, top: string): Promise<void> {
    const before = await repositoryDigest(ground.folder.concat("/repo"));
    const opened = await ground.workspaces.open(aWorktree(path), aWorker(), {});
    expect(opened.git?.repo).toBe(top);
    expect(git(opened.root, "status", "--porcelain")).toBe("");
    expect(git(opened.root, "show", "HEAD:README.md")).toBe("hello");
    expect(git(opened.git?.vault ?? "", "fsck", "--strict", "--no-dangling")).toBe("");
    expect(await repositoryDigest(ground.folder.concat("/repo"))).toBe(before);
  }

  test("when the path is below its top level", () =>
    worksAndStaysTheSame(join(ground.repo, "src"), ground.repo));

  test("when it is a linked worktree", async () => {
    const linked = join(ground.folder, "linked");
    git(ground.repo, "worktree", "add", "-q", "--detach", linked);
    await worksAndStaysTheSame(linked, linked);
  });

  test("when it is bare, but there is nothing uncommitted to include", async () => {
    const bare = join(ground.folder, "bare.git");
    git(ground.folder, "clone", "-q", "--bare", ground.repo, bare);
    await worksAndStaysTheSame(bare, bare);
    const asked = ground.workspaces.check(aWorktree(bare, { includeUncommitted: true }));
    await expect(asked).rejects.toEqual(refusal("bad-input", /bare repository/));
  });

  test("when its history is shallow, and again when it is not any more", async () => {
    writeFiles(ground.repo, { "more.txt": "m\n" });
    commitAll(ground.repo, "second");
    const shallow = join(ground.folder, "shallow");
    git(ground.folder, "clone", "-q", "--depth", "1", `file://${ground.repo}`, shallow);
    await worksAndStaysTheSame(shallow, shallow);
    git(shallow, "fetch", "-q", "--unshallow");
    const opened = await ground.workspaces.open(aWorktree(shallow), aWorker(), {});
    expect(git(opened.root, "log", "--format=%s")).toBe("second\nfirst");
  });

  test("when it borrows objects from another, uses sha256, or shows only part of its files", async () => {
    const borrowing = join(ground.folder, "borrowing");
    git(ground.folder, "clone", "-q", "--shared", ground.repo, borrowing);
    await worksAndStaysTheSame(borrowing, borrowing);
    git(borrowing, "sparse-checkout", "set", "nothing-of-this");
    const opened = await ground.workspaces.open(aWorktree(borrowing), aWorker(), {});
    expect(git(opened.root, "ls-files")).toBe("README.md\nsrc/a.txt");
    const other = join(ground.folder, "sha256");
    git(ground.folder, "init", "-q", "--object-format=sha256", other);
    git(other, "config", "user.name", "User");
    git(other, "config", "user.email", "user@example.org");
    writeFiles(other, { "README.md": "hello\n" });
    commitAll(other, "first");
    await worksAndStaysTheSame(other, other);
  });

  test("when it has submodules: their folders are empty, and files put there are kept", async () => {
    const { workspaces, repo, folder } = ground;
    const inner = join(folder, "inner");
    git(folder, "clone", "-q", repo, inner);
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "sub");
    commitAll(repo, "with a submodule");
    await worksAndStaysTheSame(repo, repo);
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo), worker, {});
    expect(await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {})).toBeUndefined();
    writeFiles(opened.root, { "sub/by-worker.txt": "w\n" });
    const kept = await workspaces.checkpoint(opened, worker, { seq: 2, last: undefined }, {});
    expect(git(opened.git?.vault ?? "", "show", `${kept?.commit}:sub/by-worker.txt`)).toBe("w");
  });

  test("when it is a submodule, whose .git is a file", async () => {
    const { repo, folder } = ground;
    const inner = join(folder, "inner");
    git(folder, "clone", "-q", repo, inner);
    git(repo, "-c", "protocol.file.allow=always", "submodule", "add", "-q", inner, "sub");
    await worksAndStaysTheSame(join(repo, "sub"), join(repo, "sub"));
  });

  test("when its HEAD is detached, or it has thousands of refs", async () => {
    const { repo } = ground;
    git(repo, "checkout", "-q", "--detach");
    await worksAndStaysTheSame(repo, repo);
    const head = git(repo, "rev-parse", "HEAD");
    const lines = Array.from({ length: 3000 }, (_, n) => `${head} refs/heads/topic/${n}`);
    writeFiles(repo, {
      ".git/packed-refs": `# pack-refs with: peeled fully-peeled sorted\n${lines.toSorted().join("\n")}\n`,
    });
    expect(git(repo, "for-each-ref", "--count=3000").split("\n")).toHaveLength(3000);
    await worksAndStaysTheSame(repo, repo);
  });

  test("when files of it are pointers of a large-file store: they appear as pointers, and stay such", async () => {
    const { workspaces, repo } = ground;
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12345\n`;
    writeFiles(repo, { "big.bin": pointer });
    commitAll(repo, "a pointer");
    writeFiles(repo, { ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n" });
    commitAll(repo, "attributes");
    git(repo, "config", "filter.lfs.smudge", "false");
    git(repo, "config", "filter.lfs.required", "true");
    const worker = aWorker();
    const opened = await workspaces.open(aWorktree(repo), worker, {});
    expect(git(opened.root, "status", "--porcelain")).toBe("");
    writeFiles(opened.root, { "other.txt": "o\n" });
    const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    expect(git(opened.git?.vault ?? "", "show", `${kept?.commit}:big.bin`)).toBe(pointer.trim());
  });

  test("when it is a partial clone that has what the base needs; one that has not is refused", async () => {
    const source = join(ground.folder, "source.git");
    git(ground.folder, "clone", "-q", "--bare", ground.repo, source);
    git(source, "config", "uploadpack.allowFilter", "true");
    const partial = join(ground.folder, "partial");
    git(ground.folder, "clone", "-q", "--filter=blob:none", "--no-checkout", `file://${source}`, partial);
    const asked = ground.workspaces.open(aWorktree(partial), aWorker(), {});
    await expect(asked).rejects.toEqual(refusal("repository-unusable", /partial clone/));
    git(partial, "checkout", "-q", "main");
    await worksAndStaysTheSame(partial, partial);
  });
});
