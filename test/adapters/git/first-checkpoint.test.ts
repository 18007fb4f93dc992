import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SNAPSHOT_SCRIPT } from "../../../src/adapters/git/snapshot-script.ts";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import type { Sandbox, SandboxCommand } from "../../../src/ports/sandbox.ts";
import {
  aWorker,
  aWorktree,
  type Ground,
  git,
  makeGround,
  sandboxFor,
  writeFiles,
} from "./support/ground.ts";

let ground: Ground;
let sandbox: Sandbox;
beforeEach(() => {
  ground = makeGround(
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`d${n % 3}/f${n}.txt`, `${n}\n`])),
  );
  sandbox = sandboxFor(ground.stateDir);
});
afterEach(() => ground.remove());

/** Workspaces whose checkpoints run another script than ours, and tell what was left behind. */
function workspacesRunning(script: string, after: (command: SandboxCommand) => void = () => {}) {
  const run: Sandbox["run"] = async (command, options) => {
    if (command.argv[2] !== SNAPSHOT_SCRIPT) return sandbox.run(command, options);
    const changed = {
      ...command,
      argv: command.argv.with(2, script),
      mounts: command.mounts.map((mount) =>
        mount.path.endsWith("/tree") ? { ...mount, mode: "rw" as const } : mount,
      ),
    };
    const outcome = await sandbox.run(changed, options);
    after(command);
    return outcome;
  };
  return createGitWorkspaces({ stateDir: ground.stateDir, sandbox: { report: sandbox.report, run } });
}

const without = (line: RegExp) => {
  expect(SNAPSHOT_SCRIPT).toMatch(line);
  return SNAPSHOT_SCRIPT.replace(line, "");
};

async function startOfASecond(): Promise<void> {
  await delay(1000 - (Date.now() % 1000));
}

describe("the first checkpoint", () => {
  /** Objects written by a checkpoint right after opening, that the base has already. */
  async function writtenAgain(script: string): Promise<string[]> {
    const written: string[] = [];
    const workspaces = workspacesRunning(script, ({ env }) => {
      const objects = env["GIT_OBJECT_DIRECTORY"] ?? "";
      for (const folder of readdirSync(objects).filter((name) => name.length === 2))
        written.push(...readdirSync(join(objects, folder)).map((name) => folder + name));
    });
    const worker = aWorker();
    await startOfASecond();
    const opened = await workspaces.open(aWorktree(ground.repo), worker, {});
    writeFiles(opened.root, { "new.txt": "n\n" });
    await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
    expect(written).not.toEqual([]);
    const known = new Set(git(ground.repo, "rev-list", "--objects", "--no-object-names", "HEAD").split("\n"));
    return written.filter((id) => known.has(id));
  }

  test("stores nothing again that the base has, however young the checkout is", async () => {
    expect(await writtenAgain(SNAPSHOT_SCRIPT)).toEqual([]);
    const naive = without(/if.*git update-index --force-write-index.*\n/).replace(/if.*touch -d.*\n/, "");
    const tries: number[] = [];
    while ((tries.at(-1) ?? 0) <= 10 && tries.length < 5) tries.push((await writtenAgain(naive)).length);
    expect(tries.at(-1)).toBeGreaterThan(10);
  });
});

describe("a file changed to the same size in the same second while a checkpoint looks at it", () => {
  const MEANWHILE = `
git() {
  if [ "$1" = write-tree ]; then printf 'B\\n' >"$GIT_WORK_TREE/d0/f0.txt"; fi
  command git "$@"
}
`;

  /** What the second of two checkpoints holds; the file is changed during the first. */
  async function keptAfterwards(script: string): Promise<string> {
    const worker = aWorker();
    await startOfASecond();
    const opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
    const meanwhile = workspacesRunning(MEANWHILE + script);
    expect(await meanwhile.checkpoint(opened, worker, { seq: 1, last: undefined }, {})).toBeUndefined();
    expect(readFileSync(join(opened.root, "d0/f0.txt"), "utf8")).toBe("B\n");
    const next = await workspacesRunning(script).checkpoint(opened, worker, { seq: 2, last: undefined }, {});
    return git(opened.git?.vault ?? "", "show", `${next?.commit ?? opened.git?.base}:d0/f0.txt`);
  }

  test("is in the next checkpoint", async () => {
    expect(await keptAfterwards(SNAPSHOT_SCRIPT)).toBe("B");
    // An index that stays younger than all files hides it, whenever checkout and change fell into one second.
    const naive = without(/touch -r.*\n/);
    const tries: string[] = [];
    while (tries.at(-1) !== "0" && tries.length < 8) tries.push(await keptAfterwards(naive));
    expect(tries.at(-1)).toBe("0");
  });
});
