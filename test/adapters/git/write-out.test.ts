import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import type { KeptFilesAsked } from "../../../src/ports/workspaces.ts";
import { aWorker, aWorktree, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

let ground: Ground;
let worker: WorkerId;
let opened: OpenedWorkspace;
beforeEach(async () => {
  ground = makeGround({ "README.md": "hello\n", "src/a.txt": "a\n" });
  worker = aWorker();
  opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
});
afterEach(() => ground.remove());

const place = (name: string) => join(ground.folder, name);
const writeOut = (checkpoint: KeptFilesAsked["checkpoint"], to: string) =>
  ground.workspaces.writeOut(opened, worker, { checkpoint, to }, {});
const text = (...path: string[]) => readFileSync(join(...path), "utf8");
const keep = (seq: number) => ground.workspaces.checkpoint(opened, worker, { seq, last: undefined }, {});

test("files are written as they were kept, though the directory and the repository are gone", async () => {
  writeFiles(opened.root, { "src/a.txt": "one\n", "run.sh": "#!/bin/sh\n" });
  chmodSync(join(opened.root, "run.sh"), 0o755);
  symlinkSync("/etc/passwd", join(opened.root, "link"));
  const first = await keep(1);
  writeFiles(opened.root, { "src/a.txt": "two\n" });
  const second = await keep(2);
  rmSync(join(opened.root, ".."), { recursive: true });
  rmSync(ground.repo, { recursive: true });
  expect(await writeOut(first, place("first"))).toEqual({ path: place("first"), commit: first?.commit });
  expect(await writeOut("newest", place("newest"))).toMatchObject({ commit: second?.commit });
  await writeOut(undefined, place("start"));
  expect([text(place("first"), "src/a.txt"), text(place("newest"), "src/a.txt")]).toEqual(["one\n", "two\n"]);
  expect(statSync(join(place("first"), "run.sh")).mode & 0o111).toBe(0o111);
  expect(readdirSync(place("first")).toSorted()).toEqual(["README.md", "link", "run.sh", "src"]);
  expect(readdirSync(place("start")).toSorted()).toEqual(["README.md", "src"]);
});

test("the newest is what a release kept after the last checkpoint", async () => {
  await keep(1);
  writeFiles(opened.root, { "late.txt": "by hand\n" });
  await ground.workspaces.release(opened, worker, undefined, {});
  await writeOut("newest", place("out"));
  expect(text(place("out"), "late.txt")).toBe("by hand\n");
});

test("an empty folder is taken; whatever holds something, or is no folder, stays as it is", async () => {
  mkdirSync(place("empty"));
  await writeOut("newest", place("empty"));
  expect(text(place("empty"), "README.md")).toBe("hello\n");
  writeFiles(ground.folder, { "mine/README.md": "mine\n" });
  symlinkSync(place("mine"), place("to-mine"));
  const before = readdirSync(ground.folder);
  for (const name of ["mine", "to-mine", "mine/README.md", "nowhere/out"])
    await expect(writeOut("newest", place(name))).rejects.toMatchObject({ code: "bad-input" });
  await expect(writeOut("newest", "relative")).rejects.toMatchObject({ code: "bad-input" });
  expect(text(place("mine"), "README.md")).toBe("mine\n");
  expect(readdirSync(ground.folder)).toEqual(before);
});

test("nothing that a hostile base says is run, and no link of it is followed", async () => {
  const hook = place("ran");
  writeFiles(ground.repo, { ".gitattributes": "* filter=evil\n", "b.txt": "b\n" });
  symlinkSync(ground.folder, join(ground.repo, "up"));
  git(ground.repo, "add", "-A");
  git(ground.repo, "-c", `filter.evil.clean=touch ${hook}; cat`, "commit", "-q", "-m", "evil");
  rmSync(hook, { force: true });
  git(ground.repo, "config", "filter.evil.smudge", `touch ${hook}; cat`);
  const other = aWorker();
  const theirs = await ground.workspaces.open(aWorktree(ground.repo), other, {});
  await ground.workspaces.writeOut(theirs, other, { checkpoint: "newest", to: place("out") }, {});
  expect([existsSync(hook), text(place("out"), "b.txt")]).toEqual([false, "b\n"]);
});

test("a folder of the caller's has nothing kept to write", async () => {
  const directory = await ground.workspaces.open({ kind: "directory", path: ground.repo }, aWorker(), {});
  const asked = { checkpoint: "newest", to: place("out") } as const;
  await expect(ground.workspaces.writeOut(directory, worker, asked, {})).rejects.toMatchObject({
    code: "not-allowed-now",
  });
});
