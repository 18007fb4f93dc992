import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { WorkspaceSpec } from "../../../src/core/workspace/workspace.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, type Ground, git, makeGround, openState, writeFiles } from "./support/ground.ts";

/** Runs the loop until `afterMs` past the line that `since` names, kills it, and answers what it said. */
async function killed(
  { stateDir }: Ground,
  spec: WorkspaceSpec,
  worker: WorkerId,
  [since, afterMs]: readonly [since: string, afterMs: number],
): Promise<string[]> {
  const script = fileURLToPath(new URL("./support/repeat-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, stateDir, worker, JSON.stringify(spec)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.includes(since)) await delay(5);
  await delay(afterMs);
  child.kill("SIGKILL");
  await once(child, "close");
  return said.split("\n").slice(0, -1);
}

/** Kills the loop at this moment, then checks that the next call works and that what was said to be kept is. */
async function checkKill(ground: Ground, spec: WorkspaceSpec, moment: readonly [string, number]) {
  const worker = aWorker();
  const said = await killed(ground, spec, worker, moment);
  const workspaces = openState(ground.stateDir);
  const opened = await workspaces.open(spec, worker, {});
  const vault = opened.git?.vault ?? "";
  expect(git(opened.root, "ls-files", "--deleted")).toBe("");
  for (const [, seq, ref = "", commit] of said
    .filter((line) => line.startsWith("kept"))
    .map((line) => line.split(" "))) {
    expect(git(vault, "rev-parse", ref)).toBe(commit);
    expect(git(vault, "show", `${ref}:counter.txt`)).toBe(seq);
  }
  writeFiles(opened.root, { "counter.txt": "after\n" });
  const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
  expect(git(vault, "show", `${kept?.commit}:counter.txt`)).toBe("after");
  expect(git(vault, "fsck", "--no-dangling")).toBe("");
  return { worker, opened };
}

const manyFiles = () =>
  makeGround(
    Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`d${n % 10}/f${n}.txt`, `${n}\n`.repeat(50)])),
  );

test("after a kill at any moment of opening and keeping, the next call works and nothing acknowledged is lost", async () => {
  const ground = manyFiles();
  const before = await repositoryDigest(ground.repo);
  for (const moment of [
    ["started", 0],
    ["started", 140],
    ["opened", 40],
    ["opened", 150],
    ["kept 1", 90],
  ] as const) {
    await checkKill(ground, aWorktree(ground.repo), moment);
  }
  expect(await repositoryDigest(ground.repo)).toBe(before);
  ground.remove();
});

test("the same holds for a linked worktree, and its entry is there once, and goes with a release", async () => {
  const ground = manyFiles();
  const before = await repositoryDigest(ground.repo);
  const spec = aWorktree(ground.repo, { linked: true });
  for (const moment of [
    ["started", 350],
    ["started", 450],
    ["started", 550],
    ["opened", 20],
    ["kept 1", 90],
  ] as const) {
    const { worker, opened } = await checkKill(ground, spec, moment);
    expect(git(ground.repo, "worktree", "list").split("\n")).toHaveLength(2);
    expect(git(opened.root, "status", "--porcelain")).toBe("?? counter.txt");
    const { workspaces } = ground;
    expect(await workspaces.release(opened, worker, undefined, {})).toMatchObject({ removed: true });
    expect(await repositoryDigest(ground.repo)).toBe(before);
  }
  ground.remove();
});

test("the same holds for opening a checkout derived from another worker's, and for what it keeps", async () => {
  const ground = manyFiles();
  const { workspaces, repo } = ground;
  const source = aWorker();
  const from = await workspaces.open(aWorktree(repo), source, {});
  writeFiles(from.root, { "theirs.txt": "t\n" });
  const checkpoint = (await workspaces.checkpoint(from, source, { seq: 1, last: undefined }, {})) ?? null;
  for (const moment of [
    ["started", 10],
    ["started", 40],
    ["started", 80],
    ["opened", 40],
  ] as const) {
    const { worker, opened } = await checkKill(ground, { kind: "derived", from, checkpoint }, moment);
    const { vault = "", base } = opened.git ?? {};
    expect(git(vault, "rev-parse", `refs/legate/${worker}/base`, `refs/legate/${worker}/start`)).toBe(
      `${base}\n${checkpoint?.commit}`,
    );
    expect(git(opened.root, "status", "--porcelain")).toBe("?? counter.txt\n?? theirs.txt");
  }
  ground.remove();
});
