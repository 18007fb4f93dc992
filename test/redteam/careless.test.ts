import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Ground, git, makeGround, writeFiles } from "../adapters/git/support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround();
});
afterEach(() => ground.remove());

// What the same attacks come to where nobody took care; the tests beside these show that ours fail.
describe("without the defence", () => {
  test("a careless git takes a revision that is an option for one, and writes where it says", () => {
    const target = join(ground.folder, "written");
    git(ground.repo, "log", "-1", `--output=${target}`);
    expect(readFileSync(target, "utf8")).toContain("first");
  });

  test("a careless git runs what a variable of its environment names", () => {
    const proof = join(ground.folder, "executed");
    writeFiles(ground.repo, { "README.md": "changed\n" });
    const env = { PATH: process.env["PATH"] ?? "", GIT_EXTERNAL_DIFF: `touch ${proof}; true` };
    execFileSync("git", ["diff"], { cwd: ground.repo, env });
    expect(existsSync(proof)).toBe(true);
  });

  test("a careless reader waits for ever at a pipe that nobody writes to", () => {
    const pipe = join(ground.repo, "pipe");
    execFileSync("mkfifo", [pipe]);
    const read = (path: string) => {
      const program = "require('node:fs').readFileSync(process.argv[1])";
      return spawnSync(process.execPath, ["-e", program, path], { timeout: 1_500, killSignal: "SIGKILL" });
    };
    expect(read(pipe).signal).toBe("SIGKILL");
  });
});
