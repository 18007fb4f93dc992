import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aWorker, aWorktree, type Ground, git, makeGround } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround({
    "kept.txt": "kept\n",
    "gone.txt": "gone\n",
    "run.sh": "echo\n",
    "old name.txt": "one\ntwo\nthree\n",
  });
  writeFileSync(join(ground.repo, "picture.bin"), Buffer.from([0, 1, 2, 255, 254]));
  writeFileSync(join(ground.repo, "latin.txt"), Buffer.from("caf\xe9\n", "latin1"));
  git(ground.repo, "add", ".");
  git(ground.repo, "commit", "-q", "-m", "second");
});
afterEach(() => ground.remove());

test("the patch, applied to the base, gives exactly the worker's files: binary, not text, renamed, linked, executable", async () => {
  const { workspaces, repo, folder } = ground;
  const worker = aWorker();
  const opened = await workspaces.open(aWorktree(repo), worker, {});
  const at = (name: string) => join(opened.root, name);
  writeFileSync(at("picture.bin"), Buffer.from([0, 9, 9, 255]));
  writeFileSync(at("new.bin"), Buffer.from([0, 7]));
  writeFileSync(at("latin.txt"), Buffer.from("caf\xe9 cr\xe8me\n", "latin1"));
  writeFileSync(at("é with spaces.txt"), "new\n");
  rmSync(at("gone.txt"));
  rmSync(at("old name.txt"));
  writeFileSync(at("new name.txt"), "one\ntwo\nthree\n");
  chmodSync(at("run.sh"), 0o755);
  symlinkSync("kept.txt", at("link"));
  const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
  const { patch, files } = await workspaces.diff(opened, kept);

  const clone = join(folder, "clone");
  execFileSync("git", ["clone", "-q", repo, clone]);
  execFileSync("git", ["apply", "--index"], { cwd: clone, input: patch });
  expect(git(clone, "write-tree")).toBe(kept?.tree);
  expect(new Set(files.map(({ path, status }) => `${status} ${path}`))).toEqual(
    new Set([
      "deleted gone.txt",
      "modified latin.txt",
      "added link",
      "added new.bin",
      "renamed new name.txt",
      "modified picture.bin",
      "mode-changed run.sh",
      "added é with spaces.txt",
    ]),
  );
});
