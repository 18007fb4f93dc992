import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import type { PackChunk, PackedFiles } from "../../../src/ports/packed-files.ts";
import type { Workspaces } from "../../../src/ports/workspaces.ts";
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
let there: Workspaces;
let worker: WorkerId;
let opened: OpenedWorkspace;
beforeEach(async () => {
  ground = makeGround();
  writeFiles(ground.repo, { "README.md": "second\n" });
  commitAll(ground.repo, "second");
  there = openState(join(ground.folder, "other-state"));
  worker = aWorker();
  opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
});
afterEach(() => ground.remove());

const KEY = { key: "sha256:00" };
const kept = (seq: number, last?: Checkpoint) =>
  ground.workspaces.checkpoint(opened, worker, { seq, last }, {});

/** The packed files as they are after a file was written and read: nothing of this machine is left. */
async function packed(last?: Checkpoint): Promise<PackedFiles> {
  await using files = await ground.workspaces.pack(opened, worker, last, {});
  const chunks = await all(files.chunks());
  return { about: files.about, chunks: () => fromArray(chunks) };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function* fromArray(chunks: readonly PackChunk[]): AsyncIterable<PackChunk> {
  yield* chunks;
}

/** Nothing is left of an import that was refused. */
function isEmpty(): boolean {
  const state = join(ground.folder, "other-state");
  return ["vaults", "workspaces", "scratch"].every((name) => readdirSync(join(state, name)).length === 0);
}

describe("a worker's files that were moved to another state directory", () => {
  test("are kept again when they come back after the worker was removed, also while it is being removed", async () => {
    writeFiles(opened.root, { "new.txt": "one\n" });
    const last = await kept(3);
    const files = await packed(last);
    const moved = await there.unpack(files, worker, KEY, {});
    const refs = () => git(moved.git?.vault ?? "", "for-each-ref", "--format=%(refname) %(objectname)");
    const before = refs();
    const removing = new Date().toISOString();
    expect(await there.unpack(files, worker, KEY, {})).toEqual(moved);
    expect(await there.forget([worker], removing), "kept anew since").toBe(0);
    expect(await there.forget([worker], new Date(Date.now() + 60_000).toISOString())).toBeGreaterThan(1);
    expect(refs()).toBe("");
    expect(await there.unpack(files, worker, KEY, {})).toEqual(moved);
    expect(refs()).toBe(before);
    expect(await there.restore(moved, worker, last, {})).toBe("rebuilt");
  });

  test("are there as they were, every checkpoint too, with the repository and the old state directory gone", async () => {
    writeFiles(opened.root, { "new.txt": "one\n" });
    const first = await kept(3);
    writeFiles(opened.root, { "new.txt": "two\n", "src/a.txt": "changed\n" });
    const last = await kept(7, first);
    const files = await packed(last);
    rmSync(ground.repo, { recursive: true });
    rmSync(ground.stateDir, { recursive: true });

    const moved = await there.unpack(files, worker, KEY, {});
    expect(moved.git).toMatchObject({ base: opened.git?.base, baseName: "HEAD" });
    expect(JSON.stringify(moved)).not.toContain(ground.stateDir);
    expect(git(moved.git?.vault ?? "", "fsck", "--strict", "--no-dangling")).toBe("");
    expect(await there.restore(moved, worker, last, {})).toBe("rebuilt");
    expect(readFileSync(join(moved.root, "new.txt"), "utf8")).toBe("two\n");
    expect(readFileSync(join(moved.root, "README.md"), "utf8")).toBe("second\n");
    const { files: changes } = await there.diff(moved, first);
    expect(changes.map(({ path }) => path)).toEqual(["new.txt"]);
  });

  test("can be worked on there like any others: kept, compared, given up, made again", async () => {
    writeFiles(opened.root, { "new.txt": "one\n" });
    const last = await kept(3);
    const moved = await there.unpack(await packed(last), worker, KEY, {});
    await there.restore(moved, worker, last, {});
    expect(git(moved.root, "status", "--porcelain")).toBe("?? new.txt");
    writeFiles(moved.root, { "new.txt": "more\n" });
    const next = await there.checkpoint(moved, worker, { seq: 3, last }, {});
    expect(next?.ref, "the name of an older checkpoint is never taken again").toBe(
      `refs/legate/${worker}/snap/3-2`,
    );
    expect((await there.diff(moved, next)).files).toMatchObject([{ path: "new.txt", added: 1 }]);
    expect(await there.release(moved, worker, next, {})).toMatchObject({ removed: true });
    expect(await there.restore(moved, worker, next, {})).toBe("rebuilt");
    expect(readFileSync(join(moved.root, "new.txt"), "utf8")).toBe("more\n");
  });

  test("come without the history of the base, and without any other worker's", async () => {
    const other = aWorker();
    const otherOpened = await ground.workspaces.open(aWorktree(ground.repo), other, {});
    writeFiles(otherOpened.root, { "secret.txt": "of another\n" });
    const secret = await ground.workspaces.checkpoint(otherOpened, other, { seq: 1, last: undefined }, {});
    const moved = await there.unpack(await packed(), worker, KEY, {});
    const vault = moved.git?.vault ?? "";
    expect(git(vault, "log", "--format=%s", `refs/legate/${worker}/base`)).toBe("second");
    expect(() => git(vault, "cat-file", "-t", secret?.commit ?? "")).toThrow();
    expect(git(opened.git?.vault ?? "", "cat-file", "-t", secret?.commit ?? "")).toBe("commit");
  });

  test("start from the user's uncommitted files when the worker did", async () => {
    const second = aWorker();
    writeFiles(ground.repo, { "draft.txt": "uncommitted\n" });
    const spec = aWorktree(ground.repo, { includeUncommitted: true });
    const withDraft = await ground.workspaces.open(spec, second, {});
    await using files = await ground.workspaces.pack(withDraft, second, undefined, {});
    const moved = await there.unpack(files, second, KEY, {});
    await there.restore(moved, second, undefined, {});
    expect(readFileSync(join(moved.root, "draft.txt"), "utf8")).toBe("uncommitted\n");
    expect(git(moved.root, "status", "--porcelain")).toBe("");
  });

  test("belong to the repository that is named here, by its top", async () => {
    const moved = await there.unpack(await packed(), worker, { ...KEY, repo: join(ground.repo, "src") }, {});
    expect(moved.git?.repo).toBe(ground.repo);
    const nowhere = { ...KEY, repo: join(ground.folder, "nowhere") };
    await expect(there.unpack(await packed(), worker, nowhere, {})).rejects.toMatchObject({
      code: "bad-input",
    });
  });

  test("unpacked twice, or by two at once, are the same", async () => {
    const files = await packed();
    const [one, two] = await Promise.all([
      there.unpack(files, worker, KEY, {}),
      openState(join(ground.folder, "other-state")).unpack(files, worker, KEY, {}),
    ]);
    expect(two).toEqual(one);
    expect(await there.unpack(files, worker, KEY, {})).toEqual(one);
    expect(readdirSync(join(ground.folder, "other-state/vaults"))).toHaveLength(1);
  });

  test("are kept whole or not at all when it breaks off, and can be unpacked again", async () => {
    const files = await packed();
    const broken: PackedFiles = {
      ...files,
      async *chunks() {
        yield* files.chunks();
        throw new Error("the file went away");
      },
    };
    await expect(there.unpack(broken, worker, KEY, {})).rejects.toThrow("the file went away");
    expect(isEmpty()).toBe(true);
    await there.unpack(files, worker, KEY, {});
  });

  test("of a repository with SHA-256 ids are moved like any others", async () => {
    const repo = join(ground.folder, "long-ids");
    mkdirSync(repo);
    git(repo, "init", "-q", "-b", "main", "--object-format=sha256");
    git(repo, "config", "user.name", "User");
    git(repo, "config", "user.email", "user@example.org");
    writeFiles(repo, { "a.txt": "a\n" });
    commitAll(repo, "first");
    const other = aWorker();
    const there256 = await ground.workspaces.open(aWorktree(repo), other, {});
    await using files = await ground.workspaces.pack(there256, other, undefined, {});
    const moved = await there.unpack(files, other, KEY, {});
    await there.restore(moved, other, undefined, {});
    expect(readFileSync(join(moved.root, "a.txt"), "utf8")).toBe("a\n");
    expect(moved.git?.base).toHaveLength(64);
  });

  test("are refused where the worker has a directory already", async () => {
    const files = await packed();
    await expect(ground.workspaces.unpack(files, worker, KEY, {})).rejects.toMatchObject({
      code: "workspace-conflict",
    });
    expect(existsSync(opened.root)).toBe(true);
  });

  test("leave no scratch files behind, neither here nor there", async () => {
    await there.unpack(await packed(), worker, KEY, {});
    expect(readdirSync(join(ground.stateDir, "scratch"))).toEqual([]);
    expect(readdirSync(join(ground.folder, "other-state/scratch"))).toEqual([]);
  });

  test("of a directory or of nothing do not exist", async () => {
    const none = await ground.workspaces.open({ kind: "none" }, aWorker(), {});
    await expect(ground.workspaces.pack(none, worker, undefined, {})).rejects.toMatchObject({
      code: "not-allowed-now",
    });
  });
});

describe("files that somebody tampered with", () => {
  test.each<[string, (files: PackedFiles) => PackedFiles]>([
    [
      "a ref outside of the worker's",
      (files) => about(files, { snapshots: [{ name: "../../../heads/main", commit: files.about.base }] }),
    ],
    [
      "the same checkpoint twice",
      (files) => about(files, { snapshots: ["1", "1"].map((name) => ({ name, commit: files.about.base })) }),
    ],
    ["an option instead of an id", (files) => about(files, { base: "--upload-pack=touch /tmp/x" })],
    ["a base with another tree", (files) => about(files, { baseTree: files.about.base })],
    [
      "a checkpoint that is not in it",
      (files) => about(files, { snapshots: [{ name: "1", commit: "1".repeat(40) }] }),
    ],
    ["a head that is a tree", (files) => about(files, { head: headOf(files.about.baseTree, files) })],
    [
      "a head with another tree",
      (files) => about(files, { head: { commit: files.about.base, tree: files.about.base } }),
    ],
    ["a name of the base with control characters", (files) => about(files, { baseName: "main\u001b[2J" })],
    ["no files at all", (files) => ({ ...files, chunks: () => fromArray([]) })],
  ])("are refused for %s, and nothing is kept", async (_what, change) => {
    const files = change(await packed());
    await expect(there.unpack(files, worker, KEY, {})).rejects.toMatchObject({ code: "bad-input" });
    expect(isEmpty()).toBe(true);
  });

  test("are refused when the pack is cut short or has another bit", async () => {
    const files = await packed();
    const [chunk] = await all(files.chunks());
    const bytes = chunk?.bytes ?? new Uint8Array();
    const flipped = Uint8Array.from(bytes, (byte, index) => (index === 40 ? byte ^ 1 : byte));
    for (const bad of [bytes.slice(0, -30), flipped]) {
      const damaged = { ...files, chunks: () => fromArray([{ pack: "base" as const, bytes: bad }]) };
      await expect(there.unpack(damaged, worker, KEY, {})).rejects.toMatchObject({ code: "bad-input" });
    }
    expect(isEmpty()).toBe(true);
  });

  test.each([
    ["a file named .git", "100644", ".git"],
    ["a file named .GIT", "100644", ".GIT"],
    ["a file named like the folder above", "100644", ".."],
    ["a path as a name", "100644", "a/b"],
    ["a mode that git does not have", "100777", "file"],
  ])("are refused with %s in a tree", async (_what, mode, name) => {
    await expect(there.unpack(craftedFiles(mode, name), worker, KEY, {})).rejects.toMatchObject({
      code: "bad-input",
    });
    expect(isEmpty()).toBe(true);
  });

  test("that are crafted in the same way without harm are taken", async () => {
    const moved = await there.unpack(craftedFiles("100644", "file"), worker, KEY, {});
    await there.restore(moved, worker, undefined, {});
    expect(readFileSync(join(moved.root, "file"), "utf8")).toBe("hello\n");
  });
});

/** A base with one file, in a tree that is made byte for byte: no git would write some of them. */
function craftedFiles(mode: string, name: string): PackedFiles {
  const { repo } = ground;
  const run = (args: string[], input: string | Buffer) =>
    execFileSync("git", args, { cwd: repo, input, env: { PATH: process.env["PATH"], HOME: "/nonexistent" } });
  const blob = run(["hash-object", "-w", "--stdin"], "hello\n").toString().trim();
  const entry = Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(blob, "hex")]);
  const baseTree = run(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], entry)
    .toString()
    .trim();
  const base = git(repo, "commit-tree", baseTree, "-m", "crafted");
  const bytes = run(["pack-objects", "-q", "--stdout"], `${base}\n${baseTree}\n${blob}\n`);
  return {
    about: { base, baseTree, baseName: "HEAD", snapshots: [] },
    chunks: () => fromArray([{ pack: "base", bytes }]),
  };
}

const headOf = (commit: string, files: PackedFiles) => ({ commit, tree: files.about.baseTree });

function about(files: PackedFiles, change: Partial<PackedFiles["about"]>): PackedFiles {
  return { ...files, about: { ...files.about, ...change } };
}

describe("what no commit of the files holds", () => {
  const contentOf = (at: OpenedWorkspace, path: string) => readFileSync(join(at.root, path), "utf8");

  async function released(): Promise<Checkpoint | undefined> {
    writeFiles(opened.root, {
      ".gitignore": "build/\n",
      "build/out.js": "o\n",
      "lib/.git/config": "[core]\n",
      "lib/.git/HEAD": "ref: refs/heads/main\n",
      "lib/a.txt": "nested\n",
    });
    git(opened.root, "branch", "mine");
    git(opened.root, "config", "core.fsmonitor", "touch /tmp/never");
    commitAll(opened.root, "mine");
    const gone = await ground.workspaces.release(opened, worker, undefined, {});
    expect(gone).toMatchObject({ removed: true, reason: expect.stringContaining("/remainder/release") });
    return gone.checkpoint;
  }

  test("travels: ignored files are back, and git data stays in the archive for a person to look at", async () => {
    const last = await released();
    const moved = await there.unpack(await packed(last), worker, KEY, {});
    expect(await there.restore(moved, worker, last, {})).toBe("rebuilt");
    expect(contentOf(moved, "build/out.js")).toBe("o\n");
    expect(contentOf(moved, "lib/a.txt")).toBe("nested\n");
    expect(existsSync(join(moved.root, "lib/.git"))).toBe(false);
    expect(git(moved.root, "branch", "--list", "mine")).toBe("");
    expect(contentOf(moved, ".git/config")).not.toContain("fsmonitor");
    const archive = join(ground.folder, "rest.tar");
    const asked = { checkpoint: "newest", to: join(ground.folder, "out"), remainderTo: archive } as const;
    await there.writeOut(moved, worker, asked, {});
    expect(execFileSync("tar", ["-tf", archive], { encoding: "utf8" })).toContain("./.git/refs/heads/mine");
    expect(await there.release(moved, worker, last, {})).toMatchObject({ removed: true });
    const left = await there.inspect(moved, worker, last, {});
    expect(left?.unkept).toContain("git data of its own");
  });

  test("travels on to a third place, also when the second one worked without it", async () => {
    const last = await released();
    const first = await packed(last);
    const moved = await there.unpack(first, worker, KEY, {});
    await there.restore(moved, worker, last, {});
    rmSync(join(moved.root, "build"), { recursive: true });
    const next = await there.checkpoint(moved, worker, { seq: 9, last }, {});
    await using again = await there.pack(moved, worker, next ?? last, {});
    expect(again.about.remainder).toBe(first.about.remainder);
    expect((await there.inspect(moved, worker, next ?? last, {}))?.remainder).toBe(first.about.remainder);
  });

  test("is back whole where it was", async () => {
    const last = await released();
    expect(await ground.workspaces.restore(opened, worker, last, {})).toBe("rebuilt");
    expect(git(opened.root, "branch", "--list", "mine")).toContain("mine");
  });

  test("is refused when it is anything but one archive", async () => {
    const last = await released();
    const files = await packed(last);
    const about = { ...files.about, remainder: last?.commit ?? "" };
    await expect(there.unpack({ ...files, about }, worker, KEY, {})).rejects.toMatchObject({
      code: "bad-input",
    });
    expect(isEmpty()).toBe(true);
  });
});
