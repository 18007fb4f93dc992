import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { Checkpoint, OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import {
  aWorker,
  aWorktree,
  type Ground,
  git,
  makeGround,
  openState,
  sandboxFor,
  writeFiles,
} from "./support/ground.ts";

let ground: Ground;
let before: string;
let source: WorkerId;
let from: OpenedWorkspace;
let kept: Checkpoint;
beforeEach(async () => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n", ".gitignore": "deps/\n" });
  writeFiles(ground.repo, { "deps/index.js": "dep\n" });
  before = await repositoryDigest(ground.repo);
  source = aWorker();
  from = await ground.workspaces.open(aWorktree(ground.repo, { include: ["deps"] }), source, {});
  writeFiles(from.root, { "README.md": "by the source\n", "theirs.txt": "t\n" });
  kept = await keep(from, source, 1);
});
afterEach(async () => {
  expect(await repositoryDigest(ground.repo)).toBe(before);
  ground.remove();
});

async function keep(opened: OpenedWorkspace, worker: WorkerId, seq: number, last?: Checkpoint) {
  const made = await ground.workspaces.checkpoint(opened, worker, { seq, last }, {});
  if (made === undefined) throw new Error("nothing changed");
  return made;
}

const derive = (checkpoint: Checkpoint | null, worker = aWorker(), of = from) =>
  ground.workspaces.open({ kind: "derived", from: of, checkpoint }, worker, {});
const read = (opened: OpenedWorkspace, name: string) => readFileSync(join(opened.root, name), "utf8");
const changed = async (...of: Parameters<Ground["workspaces"]["diff"]>) =>
  (await ground.workspaces.diff(...of)).files.map(({ path, status }) => `${status} ${path}`);

describe("a checkout derived from another worker's", () => {
  test("has its base and its kept files, and neither sees what the other does from then on", async () => {
    const worker = aWorker();
    const opened = await derive(kept, worker);
    expect(opened).toMatchObject({ kind: "worktree", git: { ...from.git, start: { commit: kept.commit } } });
    expect(opened.root).not.toBe(from.root);
    expect(git(opened.root, "rev-parse", "HEAD")).toBe(from.git?.base);
    expect(git(opened.root, "status", "--porcelain")).toBe("M README.md\n?? theirs.txt");
    writeFiles(from.root, { "README.md": "the source goes on\n" });
    writeFiles(opened.root, { "theirs.txt": "and mine\n" });
    expect(read(opened, "README.md")).toBe("by the source\n");
    expect(read(from, "theirs.txt")).toBe("t\n");
  });

  test("starts where the other itself started when that one kept nothing yet", async () => {
    const fresh = await derive(null);
    expect(fresh.git).toEqual(from.git);
    expect(read(fresh, "README.md")).toBe("hello\n");
    const second = await derive(kept);
    const third = await derive(null, aWorker(), second);
    expect(read(third, "README.md")).toBe("by the source\n");
  });

  test("keeps what changed since it was derived, and its difference from the base holds all of the work", async () => {
    const worker = aWorker();
    const opened = await derive(kept, worker);
    const at = (seq: number, last?: Checkpoint) => ({ seq, last });
    expect(await ground.workspaces.checkpoint(opened, worker, at(1), {})).toBeUndefined();
    expect(await changed(opened, undefined)).toEqual(["modified README.md", "added theirs.txt"]);
    writeFiles(opened.root, { "mine.txt": "m\n" });
    const own = await keep(opened, worker, 2);
    expect(git(opened.git?.vault ?? "", "rev-parse", `${own.ref}^`)).toBe(kept.commit);
    expect(await changed(opened, own)).toEqual(["modified README.md", "added mine.txt", "added theirs.txt"]);
    expect(await changed(opened, own, kept)).toEqual(["added mine.txt"]);
    expect(await changed(opened, undefined, kept)).toEqual([]);
  });

  test("can be derived from in its turn", async () => {
    const [second, third] = [aWorker(), aWorker()];
    const middle = await derive(kept, second);
    writeFiles(middle.root, { "second.txt": "2\n" });
    const own = await keep(middle, second, 1);
    const last = await derive(own, third, middle);
    writeFiles(last.root, { "third.txt": "3\n" });
    const end = await keep(last, third, 1);
    expect(last.git?.base).toBe(from.git?.base);
    expect(await changed(last, end, own)).toEqual(["added third.txt"]);
    expect((await changed(last, end)).toSorted()).toEqual([
      "added second.txt",
      "added theirs.txt",
      "added third.txt",
      "modified README.md",
    ]);
  });

  test("that is gone is rebuilt from its last checkpoint, or else from what it took over", async () => {
    const worker = aWorker();
    const opened = await derive(kept, worker);
    rmSync(join(opened.root, ".."), { recursive: true });
    expect(await ground.workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(read(opened, "theirs.txt")).toBe("t\n");
    writeFiles(opened.root, { "mine.txt": "m\n" });
    const own = await keep(opened, worker, 1);
    rmSync(opened.root, { recursive: true });
    expect(await ground.workspaces.restore(opened, worker, own, {})).toBe("rebuilt");
    expect(read(opened, "mine.txt")).toBe("m\n");
  });

  test("is removed when all of it is kept, under its own ref even if it changed nothing", async () => {
    const worker = aWorker();
    const opened = await derive(kept, worker);
    const released = await ground.workspaces.release(opened, worker, undefined, {});
    expect(released).toMatchObject({ removed: true, keptRef: `refs/legate/${worker}/start` });
    expect(existsSync(opened.root)).toBe(false);
    expect(existsSync(from.root)).toBe(true);
    expect(git(opened.git?.vault ?? "", "show", `${released.keptRef}:theirs.txt`)).toBe("t");
  });

  test("shows its included folders at its own place, read-only, and keeps none of them", async () => {
    const worker = aWorker();
    const opened = await derive(kept, worker);
    const seen = await sandboxFor(ground.stateDir).run({
      argv: ["/bin/sh", "-c", "cat deps/index.js; echo x >deps/x || echo refused"],
      cwd: opened.root,
      env: {},
      mounts: opened.mounts,
      timeoutMs: 20_000,
      maxOutputBytes: 10_000,
    });
    expect(Buffer.from(seen.stdout.bytes).toString()).toBe("dep\nrefused\n");
    expect(
      await ground.workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {}),
    ).toBeUndefined();
  });

  test("lets its worker read the files it took over, but no other state of the source", async () => {
    writeFiles(from.root, { "later.txt": "l\n" });
    const later = await keep(from, source, 2, kept);
    const opened = await derive(kept);
    const reading = (id: string, alternates: string) =>
      sandboxFor(ground.stateDir).run({
        argv: ["env", `GIT_ALTERNATE_OBJECT_DIRECTORIES=${alternates}`, "git", "cat-file", "-e", id],
        cwd: opened.root,
        env: {},
        mounts: [...opened.mounts, ...(alternates === "" ? [] : [{ path: alternates, mode: "ro" as const }])],
        timeoutMs: 20_000,
        maxOutputBytes: 10_000,
      });
    const vault = join(opened.git?.vault ?? "", "objects");
    expect((await reading(from.git?.base ?? "", "")).exitCode).toBe(0);
    expect((await reading(later.commit, "")).exitCode).not.toBe(0);
    expect((await reading(later.commit, vault)).exitCode).toBe(0);
  });
});

describe("opening a derived checkout", () => {
  test("again, in another process too, answers the one opened before; for another state it is refused", async () => {
    const worker = aWorker();
    const opened = await derive(kept, worker);
    writeFiles(opened.root, { "mine.txt": "m\n" });
    const spec = { kind: "derived", from, checkpoint: kept } as const;
    expect(await openState(ground.stateDir).open(spec, worker, {})).toEqual(opened);
    expect(read(opened, "mine.txt")).toBe("m\n");
    await expect(derive(null, worker)).rejects.toMatchObject({ code: "workspace-conflict" });
  });

  test.each([
    ["neither ref", []],
    ["the one ref", ["start"]],
    ["both refs", ["start", "base"]],
  ])("goes on when a crash left %s", async (_what, refs) => {
    const worker = aWorker();
    const vault = from.git?.vault ?? "";
    const commits = { start: kept.commit, base: from.git?.base ?? "" };
    for (const name of refs as ("start" | "base")[])
      git(vault, "update-ref", `refs/legate/${worker}/${name}`, commits[name]);
    const opened = await derive(kept, worker);
    for (const name of ["start", "base"] as const)
      expect(git(vault, "rev-parse", `refs/legate/${worker}/${name}`)).toBe(commits[name]);
    expect(read(opened, "theirs.txt")).toBe("t\n");
  });

  test("never moves a ref that holds something else", async () => {
    const worker = aWorker();
    const vault = from.git?.vault ?? "";
    git(vault, "update-ref", `refs/legate/${worker}/base`, kept.commit);
    await expect(derive(kept, worker)).rejects.toMatchObject({ code: "workspace-conflict" });
    expect(git(vault, "rev-parse", `refs/legate/${worker}/base`)).toBe(kept.commit);
  });

  test("works, and stays whole, when the source is discarded: its refs, its directory, its objects", async () => {
    const vault = from.git?.vault ?? "";
    const discard = () => {
      for (const name of ["base", "head", "snap/1"])
        git(vault, "update-ref", "-d", `refs/legate/${source}/${name}`);
      rmSync(join(from.root, ".."), { recursive: true, force: true });
      git(vault, "prune", "--expire=now");
      git(vault, "repack", "-q", "-a", "-d");
    };
    const worker = aWorker();
    const opened = await derive(kept, worker);
    discard();
    rmSync(join(opened.root, ".."), { recursive: true });
    expect(await ground.workspaces.restore(opened, worker, undefined, {})).toBe("rebuilt");
    expect(read(opened, "theirs.txt")).toBe("t\n");
    expect(git(vault, "fsck", "--no-dangling")).toBe("");
  });

  test("is refused before a worker is made when the kept state is not in the vault", async () => {
    const checking = (checkpoint: Checkpoint) =>
      ground.workspaces.check({ kind: "derived", from, checkpoint });
    expect(await checking(kept)).toEqual({
      uncommittedFiles: 0,
      suggestedIncludes: [],
      base: from.git?.base,
    });
    const refused = { code: "repository-unusable" };
    const gone = { ...kept, commit: "0".repeat(40) };
    await expect(checking(gone)).rejects.toMatchObject(refused);
    await expect(checking({ ...kept, commit: "HEAD" })).rejects.toMatchObject(refused);
    await expect(derive(gone)).rejects.toMatchObject(refused);
  });

  test("never runs git on a vault that is not ours, even when it holds everything", async () => {
    const { workspaces, folder } = ground;
    const vault = from.git?.vault ?? "";
    cpSync(vault, join(folder, "copy"), { recursive: true });
    const elsewhere: OpenedWorkspace = JSON.parse(
      JSON.stringify(from).replaceAll(vault, join(folder, "copy")),
    );
    const checking = (from: OpenedWorkspace) => workspaces.check({ kind: "derived", from, checkpoint: null });
    await expect(checking(elsewhere)).rejects.toMatchObject({ code: "repository-unusable" });
    await expect(checking(from)).resolves.toMatchObject({ base: from.git?.base });
  });
});

test("of a directory the same directory is derived, and of none a folder of its own", async () => {
  const { workspaces, repo } = ground;
  const directory = await workspaces.open({ kind: "directory", path: repo }, source, {});
  const spec = { kind: "derived", from: directory, checkpoint: null } as const;
  expect(await workspaces.check(spec)).toEqual({ uncommittedFiles: 0, suggestedIncludes: [] });
  expect(await workspaces.open(spec, aWorker(), {})).toEqual(directory);
  const gone = { ...spec, from: { ...directory, root: join(ground.folder, "gone") } };
  await expect(workspaces.check(gone)).rejects.toMatchObject({ code: "bad-input" });
  const [first, second] = [aWorker(), aWorker()];
  const none = await workspaces.open({ kind: "none" }, first, {});
  const derived = { kind: "derived", from: none, checkpoint: null } as const;
  const opened = await workspaces.open(derived, second, {});
  expect(opened).toMatchObject({ kind: "none" });
  expect(opened.root).not.toBe(none.root);
  expect(await workspaces.open(derived, second, {})).toEqual(opened);
  expect(await workspaces.release(opened, second, undefined, {})).toMatchObject({ removed: true });
  expect(existsSync(none.root)).toBe(true);
});
