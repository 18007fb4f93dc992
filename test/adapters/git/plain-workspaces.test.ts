import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround();
});
afterEach(() => ground.remove());

test("a directory is used where it is: no checkpoint, no diff, never removed", async () => {
  const { workspaces, repo, folder } = ground;
  const worker = aWorker();
  symlinkSync(repo, join(folder, "link"));
  const before = await repositoryDigest(repo);
  expect(await workspaces.check({ kind: "directory", path: join(folder, "link") })).toEqual({
    uncommittedFiles: 0,
    suggestedIncludes: [],
    directory: repo,
  });
  const opened = await workspaces.open({ kind: "directory", path: repo }, worker, {});
  expect(opened).toEqual({ kind: "directory", root: repo, mounts: [{ path: repo, mode: "rw" }] });
  expect(await workspaces.restore(opened, worker, undefined, {})).toBe("present");
  expect(await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {})).toBeUndefined();
  expect(await workspaces.diff(opened, undefined)).toEqual({ files: [], patch: new Uint8Array() });
  expect(await workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: false });
  expect(await repositoryDigest(repo)).toBe(before);
});

test.each(["relative", "/nowhere/at/all", "/etc/passwd"])(
  "what is no folder is refused as a directory: %s",
  async (path) => {
    await expect(ground.workspaces.check({ kind: "directory", path })).rejects.toMatchObject({
      code: "bad-input",
    });
  },
);

test("none is an empty private folder, shown read-only, that comes and goes", async () => {
  const { workspaces } = ground;
  const worker = aWorker();
  const opened = await workspaces.open({ kind: "none" }, worker, {});
  expect(await workspaces.open({ kind: "none" }, worker, {})).toEqual(opened);
  expect(opened.mounts).toEqual([{ path: opened.root, mode: "ro" }]);
  expect(readdirSync(opened.root)).toEqual([]);
  expect(await workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: true });
  expect(existsSync(opened.root)).toBe(false);
  expect(await workspaces.restore(opened, worker, undefined, {})).toBe("present");
  expect(existsSync(opened.root)).toBe(true);
});

test("releasing none never removes the files of a worker that has some", async () => {
  const { workspaces, repo } = ground;
  const worker = aWorker();
  const opened = await workspaces.open(aWorktree(repo), worker, {});
  const released = await workspaces.release(
    { kind: "none", root: opened.root, mounts: [] },
    worker,
    undefined,
    {},
  );
  expect(released.removed).toBe(false);
  expect(existsSync(opened.root)).toBe(true);
});

test("the digest of a repository tells any change to files, index, refs, stash, config or hooks", async () => {
  const { repo } = ground;
  const digests = [await repositoryDigest(repo)];
  const after = async (change: () => unknown) => {
    change();
    digests.push(await repositoryDigest(repo));
  };
  await after(() => writeFiles(repo, { "README.md": "changed\n" }));
  await after(() => git(repo, "add", "README.md"));
  await after(() => git(repo, "stash"));
  await after(() => git(repo, "branch", "new"));
  await after(() => git(repo, "config", "some.key", "value"));
  await after(() => writeFiles(repo, { ".git/hooks/pre-commit": "x" }));
  expect(new Set(digests).size).toBe(digests.length);
  expect(await repositoryDigest(repo)).toBe(digests.at(-1));
});
