import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import { aWorker, aWorktree, type Ground, git, makeGround, sandboxFor } from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  const files = Array.from({ length: 300 }, (_, n) => [`d${n % 10}/f${n}.txt`, `${n}\n`.repeat(50)]);
  ground = makeGround(Object.fromEntries(files));
});
afterEach(() => ground.remove());

const withPool = () => {
  const { stateDir } = ground;
  return createGitWorkspaces({ stateDir, sandbox: sandboxFor(stateDir), pool: { slots: 1 } });
};

/** Makes slots in another process, and kills it so long after it said that it makes one. */
async function killedAfter(ms: number): Promise<void> {
  const script = fileURLToPath(new URL("./support/tend-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, ground.stateDir, ground.repo], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.includes("making")) await delay(2);
  await delay(ms);
  child.kill("SIGKILL");
  await once(child, "close");
}

test("a process killed while it makes slots leaves none in half, and nothing that is in the next one's way", async () => {
  for (const ms of [0, 300, 1300]) {
    await killedAfter(ms);
    const { pool } = withPool();
    await pool.fill(aWorktree(ground.repo), {});
    const [listed] = await pool.list();
    expect(listed?.slots).toHaveLength(1);
    expect(readdirSync(join(ground.stateDir, "scratch")).filter((name) => name.startsWith("slot-"))).toEqual(
      [],
    );
    const { root } = await withPool().open(aWorktree(ground.repo), aWorker(), {});
    expect(git(root, "status", "--porcelain", "--ignored")).toBe("");
    expect((await pool.list()).flatMap(({ slots }) => slots)).toEqual([]);
  }
});
