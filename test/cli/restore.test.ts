import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
beforeAll(async () => {
  place = new Place();
  const model = place.model(
    "twice",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "one\\n" } }]
  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "two\\n" } }]
  - text: "Wrote it twice."
`,
  );
  await place.here(["run", "write it", "--model", model, "--name", "writer", "-q"]);
});
afterAll(() => place[Symbol.dispose]());

const b = (name: string) => readFileSync(join(place.path, name, "b.txt"), "utf8");

test("restore writes the newest files, or those at a record, and refuses a folder that holds something", async () => {
  const records = (await place.here(["show", "writer", "--records"])).stdout.trim().split("\n");
  const kept = records
    .map((line) => JSON.parse(line))
    .filter(({ record }) => record?.type === "workspace.checkpointed");
  const [first] = kept;
  const whole = await place.here(["restore", "writer", "--to", join(place.path, "new"), "--json"]);
  expect(JSON.parse(whole.stdout)).toMatchObject({ path: join(place.path, "new"), ignored: { count: 0 } });
  const at = String(first.seq);
  expect((await place.here(["restore", "writer", "--at", at, "--to", join(place.path, "old")])).code).toBe(0);
  expect([b("new"), b("old")]).toEqual(["two\n", "one\n"]);
  const again = await place.here(["restore", "writer", "--to", join(place.path, "new")]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("stays as it is") });
  const beyond = await place.here(["restore", "writer", "--at", "9999", "--to", join(place.path, "x")]);
  expect(beyond).toMatchObject({ code: 2, stderr: expect.stringContaining("no record 9999") });
  expect(existsSync(join(place.path, "x"))).toBe(false);
});

test("what was released is restored like anything else", async () => {
  expect((await place.here(["release", "writer"])).code).toBe(0);
  rmSync(join(place.path, "new"), { recursive: true });
  await place.here(["restore", "writer", "--to", join(place.path, "new")]);
  expect(b("new")).toBe("two\n");
});

test("what no commit holds is told of, and written as an archive when that is asked for", async () => {
  const script = `  - calls: [{ tool: run_command, arguments: { shell: "git commit -q --allow-empty -m mine && git branch kept" } }]\n  - text: "Committed."\n`;
  await place.here(["run", "commit", "--model", place.model("commits", script), "--name", "committer", "-q"]);
  const to = (name: string) => join(place.path, name);
  const told = await place.here(["restore", "committer", "--to", to("plain")]);
  expect(told.stderr).toContain("--remainder FILE");
  const both = await place.here(["restore", "committer", "--to", to("both"), "--remainder", to("rest.tar")]);
  expect(both.code).toBe(0);
  const names = execFileSync("tar", ["-tf", to("rest.tar")], { encoding: "utf8" });
  expect(names).toContain("./.git/refs/heads/kept");
  expect(existsSync(join(to("both"), ".git"))).toBe(false);
  const none = await place.here(["restore", "writer", "--to", to("x"), "--remainder", to("y.tar")]);
  expect([none.code, existsSync(to("x")), existsSync(to("y.tar"))]).toEqual([1, false, false]);
});
