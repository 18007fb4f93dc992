import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
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
beforeEach(() => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n", ".gitignore": "build/\n" });
});
afterEach(() => ground.remove());

const withPool = (slots: number, now?: () => string) =>
  createGitWorkspaces({
    stateDir: ground.stateDir,
    sandbox: sandboxFor(ground.stateDir),
    pool: { slots },
    ...(now === undefined ? {} : { clock: { now } }),
  });
const fill = (slots: number) => withPool(slots).pool.fill(aWorktree(ground.repo), {});
const slotsOf = async () => (await withPool(2).pool.list()).flatMap(({ slots }) => slots);
const inodeOf = (root: string) => lstatSync(join(root, "src/a.txt")).ino;

/** The inodes of one file in all slots: by them a checkout is known again. */
async function inodesInPool(): Promise<number[]> {
  const [pool] = await withPool(2).pool.list();
  const key = pool?.vault.split("/").at(-1) ?? "";
  return (
    pool?.slots.map(({ name }) => inodeOf(join(ground.stateDir, "pool", key, "ready", name, "tree"))) ?? []
  );
}

describe("a prepared checkout", () => {
  test("becomes the next worker's as it is: clean, at the base, with a repository of its own, and keeps its work", async () => {
    const before = await repositoryDigest(ground.repo);
    expect(await fill(1)).toBe(1);
    const [prepared] = await inodesInPool();
    const worker = aWorker();
    const opened = await withPool(1).open(aWorktree(ground.repo), worker, {});
    expect(inodeOf(opened.root)).toBe(prepared);
    expect(await slotsOf()).toEqual([]);
    expect(git(opened.root, "status", "--porcelain", "--ignored")).toBe("");
    expect(git(opened.root, "rev-parse", "HEAD")).toBe(git(ground.repo, "rev-parse", "HEAD"));
    expect(readdirSync(join(opened.root, "..")).toSorted()).toEqual(["gitdir", "owner.json", "tree"]);
    writeFiles(opened.root, { "src/a.txt": "b\n", "new.txt": "n\n" });
    const kept = await withPool(1).checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    expect(git(opened.git?.vault ?? "", "show", "--stat", "--format=", kept?.commit ?? "")).toMatch(
      /new\.txt.*\n.*src\/a\.txt/,
    );
    expect(await repositoryDigest(ground.repo)).toBe(before);
  });

  test("of another base is moved to the one asked for, whatever came, went or changed in between", async () => {
    await fill(1);
    const [prepared] = await inodesInPool();
    git(ground.repo, "rm", "-q", "README.md");
    writeFiles(ground.repo, { "lib/b.txt": "b\n", ".gitignore": "" });
    commitAll(ground.repo, "second");
    const worker = aWorker();
    const opened = await withPool(1).open(aWorktree(ground.repo), worker, {});
    expect(inodeOf(opened.root)).toBe(prepared);
    expect(git(opened.root, "status", "--porcelain", "--ignored")).toBe("");
    expect(readdirSync(opened.root).toSorted()).toEqual([".git", ".gitignore", "lib", "src"]);
    expect(await withPool(1).checkpoint(opened, worker, { seq: 1, last: undefined }, {})).toBeUndefined();
  });

  test("shows includes and hides them from commits, as if it had been made for this worker", async () => {
    await fill(1);
    writeFiles(ground.repo, { "build/out.js": "o\n" });
    const worker = aWorker();
    const opened = await withPool(1).open(aWorktree(ground.repo, { include: ["build"] }), worker, {});
    expect(opened.mounts.map(({ at }) => at)).toContain(join(opened.root, "build"));
    expect(git(opened.root, "status", "--porcelain")).toBe("");
  });

  test("that turns out to be broken is no reason to fail", async () => {
    await fill(1);
    const [pool] = await withPool(1).pool.list();
    const key = pool?.vault.split("/").at(-1) ?? "";
    const slot = join(ground.stateDir, "pool", key, "ready", pool?.slots[0]?.name ?? "");
    writeFileSync(join(slot, "gitdir/index"), "no index");
    writeFiles(ground.repo, { "more.txt": "m\n" });
    commitAll(ground.repo, "second");
    const opened = await withPool(1).open(aWorktree(ground.repo), aWorker(), {});
    expect(git(opened.root, "status", "--porcelain", "--ignored")).toBe("");
    expect(await slotsOf()).toEqual([]);
  });

  test("is neither made nor taken where the configuration says 0", async () => {
    await fill(1);
    const [prepared] = await inodesInPool();
    const opened = await withPool(0).open(aWorktree(ground.repo), aWorker(), {});
    expect(inodeOf(opened.root)).not.toBe(prepared);
    expect(await withPool(0).pool.tend({})).toBe(0);
    expect(await slotsOf()).toEqual([]);
  });
});

describe("tending the pool", () => {
  test("makes slots where something was opened, replaces what was taken, and makes no more than there may be", async () => {
    const workspaces = withPool(2);
    expect(await workspaces.pool.tend({})).toBe(0);
    await workspaces.open(aWorktree(ground.repo), aWorker(), {});
    expect(await slotsOf()).toEqual([]);
    expect(await workspaces.pool.tend({})).toBe(2);
    await workspaces.open(aWorktree(ground.repo), aWorker(), {});
    expect(await workspaces.pool.tend({})).toBe(1);
    const slots = await slotsOf();
    expect(slots.map(({ commit }) => commit)).toEqual(Array(2).fill(git(ground.repo, "rev-parse", "HEAD")));
    expect(slots.every(({ bytes }) => bytes > 0)).toBe(true);
    await withPool(1).pool.tend({});
    expect(await slotsOf()).toHaveLength(1);
  });

  test("goes along when the branch moves on, and forgets a repository that is gone", async () => {
    await fill(1);
    const [prepared] = await inodesInPool();
    writeFiles(ground.repo, { "more.txt": "m\n" });
    const second = commitAll(ground.repo, "second");
    expect(await withPool(1).pool.tend({})).toBe(0);
    expect(await withPool(1).pool.tend({ follow: true })).toBe(1);
    expect(await slotsOf()).toMatchObject([{ commit: second }]);
    expect(await inodesInPool()).toEqual([prepared]);
    renameSync(ground.repo, `${ground.repo}-moved`);
    await withPool(1).pool.tend({ follow: true });
    expect(await slotsOf()).toEqual([]);
  });

  test("takes slots away when nothing was opened there for a week, and all of them when it is emptied", async () => {
    await fill(2);
    const nextMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString();
    await withPool(2, nextMonth).pool.tend({});
    expect(await slotsOf()).toEqual([]);
    await fill(2);
    expect(await withPool(2).pool.empty()).toBe(2);
    expect(await withPool(2).pool.tend({})).toBe(0);
    expect(readdirSync(join(ground.stateDir, "trash"))).toEqual([]);
  });

  test("removes what a killed process left half-made, and what is no slot", async () => {
    await fill(1);
    const [pool] = await withPool(1).pool.list();
    const key = pool?.vault.split("/").at(-1) ?? "";
    const half = join(ground.stateDir, "scratch", `slot-${key}-half`);
    const strange = join(ground.stateDir, "pool", key, "ready", "strange");
    for (const folder of [half, strange]) mkdirSync(join(folder, "tree"), { recursive: true });
    await withPool(1).pool.tend({});
    expect(readdirSync(join(ground.stateDir, "scratch"))).toEqual([]);
    expect(await slotsOf()).toHaveLength(1);
    expect(() => readFileSync(strange)).toThrow("ENOENT");
  });

  test("that is broken off leaves nothing, and the next one makes up for it", async () => {
    await withPool(1).open(aWorktree(ground.repo), aWorker(), {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    await expect(withPool(1).pool.tend({ signal: stop.signal })).rejects.toThrow();
    expect(await slotsOf()).toEqual([]);
    expect(readdirSync(join(ground.stateDir, "scratch"))).toEqual([]);
    expect(await withPool(1).pool.tend({})).toBe(1);
  });
});
