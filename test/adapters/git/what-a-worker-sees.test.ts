import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
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
let sandbox: ReturnType<typeof sandboxFor>;
beforeEach(() => {
  ground = makeGround();
  sandbox = sandboxFor(ground.stateDir);
});
afterEach(() => ground.remove());

const open = (more: Parameters<typeof aWorktree>[1] = {}, worker = aWorker()) =>
  ground.workspaces.open(aWorktree(ground.repo, more), worker, {});

/** Runs a command as the worker's own commands run; answers its exit code and what it wrote. */
async function inside(opened: OpenedWorkspace, argv: readonly string[], also: readonly string[] = []) {
  const outcome = await sandbox.run({
    argv: ["env", `GIT_ALTERNATE_OBJECT_DIRECTORIES=${also.join(":")}`, ...argv],
    cwd: opened.root,
    env: {},
    mounts: [...opened.mounts, ...also.map((path) => ({ path, mode: "ro" as const }))],
    timeoutMs: 20_000,
    maxOutputBytes: 65_536,
  });
  const text = Buffer.concat([outcome.stdout.bytes, outcome.stderr.bytes]).toString("utf8");
  return { exitCode: outcome.exitCode, text };
}

async function canRead(opened: OpenedWorkspace, id: string, also: readonly string[] = []): Promise<boolean> {
  return (await inside(opened, ["git", "cat-file", "-e", id], also)).exitCode === 0;
}

describe("a worker, given the ids,", () => {
  test("cannot read another's checkpoint, nor the uncommitted files another started from; the host can", async () => {
    writeFiles(ground.repo, { "draft.txt": "a draft of the user's\n" });
    const worker = aWorker();
    const first = await open({ includeUncommitted: true }, worker);
    writeFiles(first.root, { "secret.txt": "found by the first\n" });
    const kept = await ground.workspaces.checkpoint(first, worker, { seq: 1, last: undefined }, {});
    const second = await open();
    const vault = first.git?.vault ?? "";
    expect(second.git?.vault).toBe(vault);
    const snapshot = first.git?.base ?? "";
    const theirs = [`${kept?.commit}`, `${kept?.tree}`, snapshot].concat(
      git(vault, "rev-parse", `${kept?.commit}:secret.txt`, `${snapshot}:draft.txt`).split("\n"),
    );
    for (const id of theirs) {
      expect([id, await canRead(second, id)]).toEqual([id, false]);
      expect(git(vault, "cat-file", "-t", id)).toMatch(/commit|tree|blob/);
      // Shown the vault's objects whole, it reads them.
      expect([id, await canRead(second, id, [join(vault, "objects")])]).toEqual([id, true]);
    }
    expect(await canRead(first, snapshot)).toBe(true);
  });

  test("cannot read what its base does not reach: a later commit, another branch", async () => {
    const early = git(ground.repo, "rev-parse", "HEAD");
    writeFiles(ground.repo, { "later.txt": "l\n" });
    const late = commitAll(ground.repo, "second");
    git(ground.repo, "checkout", "-q", "-b", "side", early);
    const side = commitAll(ground.repo, "third");
    const workers = await Promise.all([late, early, side].map((base) => open({ base })));
    const sees = await Promise.all(
      workers.map((opened) => Promise.all([late, early, side].map((id) => canRead(opened, id)))),
    );
    expect(sees).toEqual([
      [true, true, false],
      [false, true, false],
      [false, true, true],
    ]);
  });
});

describe("git in a worker's sandbox", () => {
  test("shows history, compares, commits and collects, also over uncommitted files and after a rebuild", async () => {
    writeFiles(ground.repo, { "README.md": "changed by the user\n" });
    const worker = aWorker();
    const opened = await open({ includeUncommitted: true }, worker);
    const works = async (name: string) => {
      writeFiles(opened.root, { "README.md": `${name}\n` });
      const script = `set -e; git log --format=%s; git show HEAD -- README.md; git diff --stat; git status --porcelain
        git commit -q -a -m ${name}; git gc -q --prune=now; git fsck; git cat-file -e HEAD~2:src/a.txt; git reset -q --hard HEAD~1`;
      return inside(opened, ["sh", "-c", script]);
    };
    const before = await works("one");
    expect(before).toMatchObject({ exitCode: 0, text: expect.stringContaining("+changed by the user") });
    writeFiles(opened.root, { "new.txt": "n\n" });
    const kept = await ground.workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    rmSync(join(opened.root, ".."), { recursive: true });
    expect(await ground.workspaces.restore(opened, worker, kept, {})).toBe("rebuilt");
    expect(await works("two")).toMatchObject({ exitCode: 0, text: expect.stringContaining("?? new.txt") });
  });
});

describe("the store of a base", () => {
  test("takes only what is new on disk when an older base is an ancestor, and is whole without one", async () => {
    const bases: string[] = [];
    for (const text of ["one", "two", "three"]) {
      writeFiles(ground.repo, { "README.md": `${text}\n` });
      bases.push(commitAll(ground.repo, text));
    }
    const [old, middle, late] = bases;
    const stores = join((await open({ base: middle ?? "" })).git?.vault ?? "", "bases");
    const packs = (base = "") =>
      readdirSync(join(stores, base, "objects/pack")).filter((name) => name.endsWith(".pack"));
    await open({ base: late ?? "" });
    expect(packs(late)).toHaveLength(2);
    expect(packs(late)).toEqual(expect.arrayContaining(packs(middle)));
    await open({ base: old ?? "" });
    expect(packs(old)).toHaveLength(1);
    for (const base of bases)
      expect(git(join(stores, base), "fsck", "--strict")).not.toMatch(/missing|error/);
    expect(git(join(stores, ".."), "fsck", "--strict")).not.toMatch(/missing|error/);
  });
});

test("a workspace that an older layout opened, with the whole vault in sight, is refused", async () => {
  const worker = aWorker();
  const opened = await open({}, worker);
  const mounts = [
    { path: opened.root, mode: "rw" as const },
    { path: join(opened.git?.vault ?? "", "objects"), mode: "ro" as const },
  ];
  const marker = join(opened.root, "../owner.json");
  writeFileSync(marker, readFileSync(marker, "utf8").replace('"version": 2', '"version": 1'));
  const refused = { code: "workspace-conflict" };
  await expect(open({}, worker)).rejects.toMatchObject(refused);
  await expect(ground.workspaces.restore({ ...opened, mounts }, worker, undefined, {})).rejects.toMatchObject(
    refused,
  );
  rmSync(join(opened.root, ".."), { recursive: true });
  await expect(ground.workspaces.restore({ ...opened, mounts }, worker, undefined, {})).rejects.toMatchObject(
    refused,
  );
});
