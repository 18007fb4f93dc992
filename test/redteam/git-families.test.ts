import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aWorker, aWorktree, type Ground, makeGround, writeFiles } from "../adapters/git/support/ground.ts";
import { GIT_FAMILIES } from "./git-families.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround();
});
afterEach(() => ground.remove());

test("there are at least the thirteen families that were found to work on a careless git", () => {
  expect(new Set(GIT_FAMILIES.map(({ name }) => name)).size).toBeGreaterThanOrEqual(13);
});

describe("nothing runs on the host when a worker leaves behind", () => {
  test.each(GIT_FAMILIES)("$name", async ({ plant, careless }) => {
    const { workspaces, repo, folder } = ground;
    const worker = aWorker();
    const proof = join(folder, "executed");
    const opened = await workspaces.open(aWorktree(repo), worker, {});
    const trap = { root: opened.root, proof };
    plant(trap);
    writeFiles(opened.root, { "src/a.txt": "changed\n", "new.txt": "new\n" });
    rmSync(proof, { force: true }); // what setting the trap did does not count
    const copy = join(folder, "copy");
    cpSync(opened.root, copy, { recursive: true, verbatimSymlinks: true });
    careless({ root: copy, proof });
    expect(existsSync(proof), "a careless git must spring the trap, or this proves nothing").toBe(true);
    rmSync(proof);

    const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    const { files } = await workspaces.diff(opened, kept);
    await workspaces.inspect(opened, worker, kept, {});
    await workspaces.release(opened, worker, kept, {});
    await workspaces.restore(opened, worker, kept, {});
    expect(existsSync(proof)).toBe(false);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["new.txt", "src/a.txt"]));
  });
});
