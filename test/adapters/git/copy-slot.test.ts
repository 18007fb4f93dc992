import { execFileSync } from "node:child_process";
import { constants, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSlots } from "../../../src/adapters/git/checkout-slots.ts";
import { canShareBlocks, copySlot } from "../../../src/adapters/git/pool/copy-slot.ts";
import { poolPlaces } from "../../../src/adapters/git/pool/pool-place.ts";
import { stateLayout } from "../../../src/adapters/git/state-layout.ts";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import { DEFAULT_POOL } from "../../../src/core/workspace/pool.ts";
import { aWorker, aWorktree, commitAll, type Ground, git, makeGround, sandboxFor } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround({ "README.md": "hello\n", "run.sh": "#!/bin/sh\n" });
});
afterEach(() => ground.remove());

const contextOf = () => ({
  layout: stateLayout(ground.stateDir),
  sandbox: sandboxFor(ground.stateDir),
  now: () => "2026-01-01T00:00:00.000Z",
  pool: DEFAULT_POOL,
  canShareBlocks: async () => true,
  inCheckoutSlot: createSlots(2),
});

test("a copy of a slot is a slot like the first, which lies where it was", async () => {
  symlinkSync("README.md", join(ground.repo, "link"));
  git(ground.repo, "update-index", "--chmod=+x", "run.sh");
  execFileSync("chmod", ["+x", join(ground.repo, "run.sh")]);
  commitAll(ground.repo, "second");
  const { stateDir } = ground;
  const workspaces = createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir), pool: { slots: 1 } });
  await workspaces.pool.fill(aWorktree(ground.repo), {});
  const context = contextOf();
  const [place] = await poolPlaces(context.layout);
  const [pool] = await workspaces.pool.list();
  const [slot] = pool?.slots ?? [];
  if (place === undefined || slot === undefined) throw new Error("there is no slot");
  // Without shared blocks, so that it is the same on every file system.
  await copySlot(context, place, slot, { mode: constants.COPYFILE_FICLONE });
  expect(readdirSync(place.ready)).toHaveLength(2);
  expect(readdirSync(place.ready)).toContain(slot.name);
  for (const _ of [1, 2]) {
    const { root } = await workspaces.open(aWorktree(ground.repo), aWorker(), {});
    expect(git(root, "status", "--porcelain", "--ignored")).toBe("");
    expect(git(root, "ls-files", "-s", "run.sh", "link")).toMatch(/^120000 .*\n100755 /);
  }
  expect(readdirSync(place.ready)).toEqual([]);
});

test("a copy that is not what the commit holds becomes no slot", async () => {
  const { stateDir } = ground;
  const workspaces = createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir), pool: { slots: 1 } });
  await workspaces.pool.fill(aWorktree(ground.repo), {});
  const context = contextOf();
  const [place] = await poolPlaces(context.layout);
  const [slot] = (await workspaces.pool.list()).flatMap(({ slots }) => slots);
  if (place === undefined || slot === undefined) throw new Error("there is no slot");
  const file = join(place.ready, slot.name, "tree/README.md");
  writeFileSync(file, readFileSync(file, "utf8").toUpperCase());
  const copying = copySlot(context, place, slot, { mode: constants.COPYFILE_FICLONE });
  await expect(copying).rejects.toMatchObject({ code: "git-failed" });
  expect(readdirSync(place.ready)).toEqual([slot.name]);
});

test("whether blocks can be shared is what cp says of the same folder", async () => {
  const { layout } = contextOf();
  writeFileSync(join(layout.scratch, "one"), "x".repeat(8192));
  const copies = () => {
    execFileSync("cp", ["--reflink=always", "one", "two"], { cwd: layout.scratch, stdio: "ignore" });
    return true;
  };
  expect(await canShareBlocks(layout)).toBe(attempt(copies));
});

function attempt(work: () => boolean): boolean {
  try {
    return work();
  } catch {
    return false;
  }
}
