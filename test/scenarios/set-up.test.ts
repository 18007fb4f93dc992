import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Place } from "../cli/legate-process.ts";

let place: Place;
beforeEach(() => {
  place = new Place();
  place.write(".gitignore", "deps/\n");
  place.git("add", ".");
  place.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "two");
});
afterEach(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);

function workerFile(more: string): string {
  const model = place.model(
    "reads",
    `  - calls: [{ tool: read_file, arguments: { path: made.txt } }]\n  - text: "Read it."\n`,
  );
  const path = join(place.path, "worker.yaml");
  writeFileSync(
    path,
    `task: go\nname: w\nmodel: ${model}\nworkspace: { kind: worktree, repo: ${place.repo} }\n${more}`,
  );
  return path;
}

test("set-up runs before the first turn, in the sandbox, is told in the logs, and its changes are kept", async () => {
  const file = workerFile(
    `setUp:\n  - cp a.txt made.txt\n  - [sh, -c, "mkdir -p deps; date >deps/when; ls /home; env >env.txt"]\n`,
  );
  const ran = await place.here(["run", "--file", file, "-q", "--json"]);
  expect(ran.code).toBe(0);
  const worker = json(ran.stdout);
  expect(worker).toMatchObject({ status: "completed", result: "Read it." });
  const logs = (await place.here(["logs", "w"])).stdout;
  expect(logs).toMatch(/set-up: cp a\.txt made\.txt\n[\s\S]*set-up done in /);
  expect(logs.indexOf("set-up:")).toBeLessThan(logs.indexOf("made.txt", logs.indexOf("read")));
  expect((await place.here(["diff", "w", "--name-only"])).stdout).toContain("made.txt");
  expect(readFileSync(join(worker.workspace.root, "env.txt"), "utf8")).not.toContain("LEGATE_STATE_DIR");
});

test("a set-up that fails fails the worker with what it said, and is tried again by resume; what was done is not done again", async () => {
  const file = workerFile(
    `setUp:\n  - [sh, -c, "echo one >>made.txt"]\n  - [sh, -c, "test -e ready || { echo not ready yet; exit 3; }"]\n`,
  );
  const ran = await place.here(["run", "--file", file, "-q", "--json"]);
  expect(ran.code).toBe(1);
  const failed = json(ran.stdout);
  expect(failed).toMatchObject({ status: "failed", failure: "set-up-failed", turns: 0 });
  expect(failed.reason).toMatch(/set-up command sh .* failed: exit code 3[\s\S]*not ready yet/);
  writeFileSync(join(failed.workspace.root, "ready"), "");
  const resumed = await place.here(["resume", "w", "-f", "-q", "--json"]);
  expect(json(resumed.stdout)).toMatchObject({ status: "completed", result: "Read it." });
  expect(readFileSync(join(failed.workspace.root, "made.txt"), "utf8")).toBe("one\n");
  expect((await place.here(["replay", "w"])).code).toBe(0);
});

test("a policy that allows no commands allows none for set-up", async () => {
  const ran = await place.here([
    "run",
    "--file",
    workerFile("preset: edit\npolicy: { sideEffects: workspace_write }\nsetUp: [touch made.txt]\n"),
    "-q",
    "--json",
  ]);
  expect(json(ran.stdout)).toMatchObject({ status: "failed", failure: "set-up-failed" });
  expect(existsSync(join(json(ran.stdout).workspace.root, "made.txt"))).toBe(false);
});

test("a directory that is made again is set up again", async () => {
  const file = workerFile(`setUp:\n  - [sh, -c, "mkdir -p deps; echo there >deps/x; cp a.txt made.txt"]\n`);
  const { workspace } = json((await place.here(["run", "--file", file, "-q", "--json"])).stdout);
  rmSync(join(workspace.root, ".."), { recursive: true });
  place.model("reads", `  - text: "First."\n  - text: "Again."\n`);
  await place.here(["send", "w", "once more", "-q"]);
  await place.here(["resume", "w", "-f", "-q"]);
  expect(readFileSync(join(workspace.root, "deps/x"), "utf8")).toBe("there\n");
});

test("tear-down runs before the directory is given up, what it does is kept, and a failing one keeps nobody from that", async () => {
  const file = workerFile(
    `setUp: [cp a.txt made.txt]\ntearDown:\n  - [sh, -c, "exit 1"]\n  - [sh, -c, "echo closed >>made.txt"]\n`,
  );
  const { workspace } = json((await place.here(["run", "--file", file, "-q", "--json"])).stdout);
  const released = await place.here(["release", "w"]);
  expect([released.code, existsSync(workspace.root)]).toEqual([0, false]);
  expect((await place.here(["logs", "w"])).stdout).toMatch(
    /tear-down: sh -c exit 1: error[\s\S]*tear-down: sh -c echo closed/,
  );
  expect((await place.here(["replay", "w"])).code).toBe(0);
  await place.here(["restore", "w", "--to", join(place.path, "back")]);
  expect(readFileSync(join(place.path, "back/made.txt"), "utf8")).toBe("hello\nclosed\n");
});
