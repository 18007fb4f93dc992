import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, type Ground, git, makeGround, openState, writeFiles } from "./support/ground.ts";

/** Runs the loop until `afterMs` past the line that `since` names, kills it, and answers what it said. */
async function killed(ground: Ground, worker: WorkerId, since: string, afterMs: number): Promise<string[]> {
  const script = fileURLToPath(new URL("./support/repeat-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, ground.stateDir, ground.repo, worker], {
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

test("after a kill at any moment of opening and keeping, the next call works and nothing acknowledged is lost", async () => {
  const ground = makeGround(
    Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`d${n % 10}/f${n}.txt`, `${n}\n`.repeat(50)])),
  );
  const before = await repositoryDigest(ground.repo);
  for (const [since, afterMs] of [
    ["started", 0],
    ["started", 140],
    ["opened", 40],
    ["opened", 150],
    ["kept 1", 90],
  ] as const) {
    const worker = aWorker();
    const said = await killed(ground, worker, since, afterMs);
    const workspaces = openState(ground.stateDir);
    const opened = await workspaces.open(aWorktree(ground.repo), worker, {});
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
  }
  expect(await repositoryDigest(ground.repo)).toBe(before);
  ground.remove();
});
