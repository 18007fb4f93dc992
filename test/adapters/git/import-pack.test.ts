import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { layOutGitDirectory } from "../../../src/adapters/git/git-layout.ts";
import { importPack } from "../../../src/adapters/git/import-pack.ts";
import { stateLayout, sweep } from "../../../src/adapters/git/state-layout.ts";
import { type Ground, git, makeGround } from "./support/ground.ts";

let ground: Ground;
let vault: string;
let pack: string;
beforeEach(async () => {
  ground = makeGround();
  vault = join(ground.folder, "vault");
  pack = join(ground.folder, "pack");
  await layOutGitDirectory(vault, {
    bare: true,
    objectFormat: "sha1",
    shallow: "",
    exclude: [],
    durable: true,
  });
});
afterEach(() => ground.remove());

/** A pack of what `wanted` names, as `git pack-objects` with these arguments makes it. */
function makePack(wanted: string, ...args: string[]): void {
  const bytes = execFileSync("git", ["pack-objects", "-q", "--stdout", ...args], {
    cwd: ground.repo,
    input: `${wanted}\n`,
  });
  writeFileSync(pack, bytes);
}

const packs = () => readdirSync(join(vault, "objects/pack")).filter((name) => name.endsWith(".pack"));

describe("what a sandboxed run claims is a pack", () => {
  test("is taken when it is whole", async () => {
    makePack("HEAD", "--revs");
    await importPack(vault, pack, "worker");
    expect(git(vault, "show", `${git(ground.repo, "rev-parse", "HEAD")}:README.md`)).toBe("hello");
  });

  test("is refused when it is cut short, or no pack at all", async () => {
    makePack("HEAD", "--revs");
    truncateSync(pack, 100);
    await expect(importPack(vault, pack, "worker")).rejects.toMatchObject({ code: "git-failed" });
    writeFileSync(pack, "something else");
    await expect(importPack(vault, pack, "worker")).rejects.toMatchObject({ code: "git-failed" });
    expect(packs()).toEqual([]);
  });

  test("is refused when it lacks an object that it links to", async () => {
    makePack(git(ground.repo, "rev-parse", "HEAD"));
    await expect(importPack(vault, pack, "worker")).rejects.toMatchObject({ code: "git-failed" });
    expect(packs()).toEqual([]);
    // Without the check it would have been taken.
    execFileSync("git", ["index-pack", "--stdin", "--fix-thin"], {
      cwd: vault,
      input: execFileSync("cat", [pack]),
      stdio: ["pipe", "ignore", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", GIT_DIR: vault },
    });
    expect(packs()).toHaveLength(1);
  });

  test("is refused when it is a link or a pipe", async () => {
    symlinkSync("/etc/passwd", pack);
    await expect(importPack(vault, pack, "worker")).rejects.toMatchObject({ code: "ELOOP" });
    const pipe = join(ground.folder, "pipe");
    execFileSync("/usr/bin/mkfifo", [pipe]);
    await expect(importPack(vault, pipe, "worker")).rejects.toMatchObject({ code: "git-failed" });
  });
});

test("sweeping deletes what is retired and what was left half-made long ago, and nothing younger", async () => {
  const layout = stateLayout(ground.stateDir);
  const packFolder = join(layout.vaults, "some/objects/pack");
  mkdirSync(packFolder, { recursive: true });
  const [retired, old, young, oldPack] = [
    join(layout.trash, "a"),
    join(layout.scratch, "b"),
    join(layout.scratch, "c"),
    join(packFolder, "tmp_pack_x"),
  ];
  const wholePack = join(packFolder, "pack-1.pack");
  for (const path of [retired, old, young, oldPack, wholePack]) writeFileSync(path, "");
  for (const path of [old, oldPack, wholePack]) utimesSync(path, 1000, 1000);
  await sweep(layout, new Date());
  expect([retired, old, young, oldPack, wholePack].map((path) => existsSync(path))).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});
