import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
let reader: string;

beforeAll(async () => {
  place = new Place();
  const model = place.model(
    "say",
    [
      '  - reasoning: "First I look."',
      '    text: "I read it.\\u001b[2J"',
      "    calls: [{ tool: read_file, arguments: { path: a.txt } }]",
      '  - text: "It says hello."',
      '  - text: "Nothing more."',
      "",
    ].join("\n"),
  );
  const ran = await place.here(["run", "read a.txt", "--model", model, "--name", "reader", "-q", "--json"]);
  reader = JSON.parse(ran.stdout).id;
});

afterAll(() => place[Symbol.dispose]());

test("its user reads what people and the model said, and nothing that could repaint a terminal", async () => {
  const { code, stdout } = await place.here(["transcript", reader]);
  expect(code).toBe(0);
  expect(stdout).toBe("user:\nread a.txt\n\nassistant:\nI read it.\n\nassistant:\nIt says hello.\n");
});

test("its operator reads calls, results and reasoning, too, or gets all of it as JSON", async () => {
  const { stdout } = await place.here(["transcript", reader, "--as", "operator"]);
  expect(stdout).toMatch(/── cycle 1 ──\n\nuser:\nread a\.txt\n\nreasoning:\nFirst I look\./);
  expect(stdout).toMatch(/call t1\.1: read_file \{"path":.*\}\n\nresult t1\.1:\n.*hello/s);
  const { stdout: json } = await place.here(["transcript", reader, "--as", "operator", "--json"]);
  const kinds = JSON.parse(json).map(
    ({ kind, visibility }: Record<string, string>) => `${kind} ${visibility}`,
  );
  expect(kinds).toEqual([
    "mark internal",
    "text public",
    "reasoning private",
    "text public",
    "call internal",
    "result internal",
    "text public",
  ]);
});

test("its model is shown messages, of the present conversation alone", async () => {
  const { stdout } = await place.here(["transcript", reader, "--as", "model", "--json"]);
  expect(JSON.parse(stdout).map(({ role }: { role: string }) => role)).toEqual([
    "user",
    "assistant",
    "tool",
    "assistant",
  ]);
  const list = await place.here(["transcript", reader, "--list"]);
  expect(list.stdout).toMatch(/^active {4}transcript_\S+ {2}records 1 to … {2}task\n$/);
  expect(await place.here(["transcript", reader, "--of", "nowhere"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("There is no conversation nowhere"),
  });
});

test("a conversation alone is exported, and a new worker goes on from it", async () => {
  const file = `${place.path}/talk.json`;
  const out = await place.here(["export", reader, "--format", "transcript", "-o", file]);
  expect([out.code, out.stderr]).toEqual([0, expect.stringContaining("only what was said")]);
  const model = `scripted:${place.path}/say.yaml`;
  const { code, stdout } = await place.here(["import", file, "--model", model, "--json"]);
  expect(code).toBe(0);
  const { worker } = JSON.parse(stdout);
  expect(worker).toMatchObject({ status: "interrupted", reason: "its conversation was imported" });
  const [told] = JSON.parse((await place.here(["transcript", worker.id, "--list", "--json"])).stdout);
  expect(told).toMatchObject({ began: "import", parent: JSON.parse(readFileSync(file, "utf8")).transcript });
  const ours = await place.here(["transcript", worker.id, "--as", "model", "--json"]);
  const theirs = await place.here(["transcript", reader, "--as", "model", "--json"]);
  expect(JSON.parse(ours.stdout)).toEqual(JSON.parse(theirs.stdout));
  expect(await place.here(["export", reader, "--format", "transcript", "-o", file])).toMatchObject({
    code: 2,
  });
});

test("a file whose calls have no results is refused with the place, and nothing is made", async () => {
  const file = `${place.path}/broken.json`;
  await place.here(["export", reader, "--format", "transcript", "-o", file]);
  const value = JSON.parse(readFileSync(file, "utf8"));
  value.messages.splice(2, 1);
  writeFileSync(`${place.path}/torn.json`, JSON.stringify(value));
  const ran = await place.here(["import", `${place.path}/torn.json`]);
  expect(ran).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("messages.1: has calls without a result"),
  });
});
