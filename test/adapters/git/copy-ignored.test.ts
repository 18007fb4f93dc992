import { existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MOST_COPIED_BYTES } from "../../../src/adapters/git/copy-ignored.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, commitAll, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround({
    "README.md": "hello\n",
    ".gitignore": "*.local\nbuild/\n.env*\ntls/\n",
    ".worktreeinclude": "# what people need here\n*.local\nbuild/keep/\n.env\ntls/*\nplain.txt\n!not.local\n",
  });
  writeFiles(ground.repo, {
    "config/dev.local": "dev\n",
    "not.local": "n\n",
    "build/keep/a.bin": "a\n",
    "build/other.bin": "b\n",
    ".env": "KEY=secret\n",
    "plain.txt": "untracked, but not ignored\n",
    "a name with #, [x] and *.local": "odd\n",
  });
});
afterEach(() => ground.remove());

const open = async (include: readonly string[] = []) => {
  const worker = aWorker();
  const said: string[] = [];
  const onProgress = (line: string) => void said.push(line);
  const opened = await ground.workspaces.open(aWorktree(ground.repo, { include }), worker, { onProgress });
  const { vault = "" } = opened.git ?? {};
  const { root } = opened;
  return {
    worker,
    opened,
    said: said.join("\n"),
    vault,
    root,
    has: (path: string) => existsSync(join(root, path)),
  };
};
const ODD = "a name with #, [x] and *.local";

describe("files that .worktreeinclude names and git ignores", () => {
  test("are copied into a new checkout, with nothing else, and the user's repository stays as it is", async () => {
    writeFiles(ground.repo, { "deploy-credentials.local": "s\n", "tls/server.key": "s\n" });
    const before = await repositoryDigest(ground.repo);
    const { root, said, has } = await open();
    expect(["deploy-credentials.local", "tls/server.key"].map(has)).toEqual([false, false]);
    expect(["config/dev.local", "build/keep/a.bin", ODD].map(has)).toEqual([true, true, true]);
    expect(["not.local", "build/other.bin", ".env", "plain.txt"].map(has)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(readFileSync(join(root, "config/dev.local"), "utf8")).toBe("dev\n");
    expect(said).toContain("copied ignored files: 3");
    expect(said).toContain("names that secrets have: 3");
    expect(git(root, "status", "--porcelain")).toBe("");
    expect(await repositoryDigest(ground.repo)).toBe(before);
  });

  test("are no work of the worker's: no checkpoint names them, and they do not keep the directory", async () => {
    const { worker, opened, root, vault } = await open();
    writeFiles(root, { "new.txt": "n\n" });
    const { workspaces } = ground;
    const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    expect(kept?.ignored).toEqual({ count: 0, sample: [] });
    expect(git(vault, "ls-tree", "-r", "--name-only", `${kept?.commit}`)).not.toContain(".local");
    const released = await workspaces.release(opened, worker, kept, {});
    expect(released).toMatchObject({ removed: true, reason: expect.not.stringContaining("remainder") });
    expect(await workspaces.restore(opened, worker, kept, {})).toBe("rebuilt");
    expect(readFileSync(join(root, "config/dev.local"), "utf8")).toBe("dev\n");
  });

  test("that the worker changed are kept like any ignored file", async () => {
    const { worker, opened, root } = await open();
    writeFiles(root, { "config/dev.local": "by the worker\n" });
    const { workspaces } = ground;
    const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    expect(kept).toBeUndefined();
    expect(await workspaces.inspect(opened, worker, kept, {})).toMatchObject({
      unkept: expect.stringContaining("config/"),
    });
    await workspaces.release(opened, worker, kept, {});
    await workspaces.restore(opened, worker, kept, {});
    expect(readFileSync(join(root, "config/dev.local"), "utf8")).toBe("by the worker\n");
  });

  test("never replace a file of the base, follow a link or bring one", async () => {
    writeFiles(ground.repo, { "tracked.local": "tracked\n" });
    git(ground.repo, "add", "-f", "tracked.local");
    git(ground.repo, "commit", "-q", "-m", "tracked");
    symlinkSync("/etc/passwd", join(ground.repo, "link.local"));
    const { has, root } = await open();
    expect(has("link.local")).toBe(false);
    expect(readFileSync(join(root, "tracked.local"), "utf8")).toBe("tracked\n");
  });

  test("that are too many are refused with what to do", async () => {
    writeFiles(ground.repo, { "big.local": "x".repeat(MOST_COPIED_BYTES + 1) });
    await expect(open()).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("16 MiB"),
    });
  });
});

test("an .env is copied only when it was asked for by name, and not when it is not ignored", async () => {
  const { has, worker, opened, root } = await open([".env"]);
  expect(has(".env")).toBe(true);
  const { workspaces } = ground;
  writeFiles(root, { "new.txt": "n\n" });
  const released = await workspaces.release(opened, worker, undefined, {});
  expect(released).toMatchObject({ removed: true });
  await workspaces.restore(opened, worker, released.checkpoint, {});
  expect(readFileSync(join(root, ".env"), "utf8")).toBe("KEY=secret\n");
  await expect(open(["plain.txt"])).rejects.toMatchObject({ code: "bad-input" });
});

test("without a .worktreeinclude nothing is copied", async () => {
  rmSync(join(ground.repo, ".worktreeinclude"));
  commitAll(ground.repo, "without");
  const { has, said } = await open();
  expect([has("config/dev.local"), said]).toEqual([false, expect.not.stringContaining("copied")]);
});
