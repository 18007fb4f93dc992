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
