import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;

beforeAll(async () => {
  place = new Place();
  const model = place.model(
    "plan",
    [
      "  - calls:",
      "      - tool: keep_artifact",
      '        arguments: { kind: plan, title: "../How to\\u001b[31m port it", text: "First the parser.\\n" }',
      '  - text: "Planned."',
      "",
    ].join("\n"),
  );
  await place.here(["run", "plan it", "--model", model, "--name", "port-it", "-q"]);
});

afterAll(() => place[Symbol.dispose]());

test("a worker's artifacts are listed, one a line, with where each came from, or as JSON", async () => {
  const { code, stdout } = await place.here(["artifacts", "port-it"]);
  expect(code).toBe(0);
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(
      /^artifact_\S+_t1\.1 +plan +5 tokens +\S+ cycle 1, call t1\.1 +\.\.\/How to port it$/,
    ),
    expect.stringMatching(
      /^artifact_\S+_cycle_1 +summary +2 tokens +\S+ result of cycle 1 +result of cycle 1$/,
    ),
    "",
  ]);
  const plans = await place.here(["artifacts", "port-it", "--kind", "plan", "--json"]);
  expect(JSON.parse(plans.stdout)).toMatchObject([{ kind: "plan", origin: { way: "call", call: "t1.1" } }]);
});

test("one is shown by the end of its id, with all that it says", async () => {
  const { stdout } = await place.here(["artifacts", "show", "port-it", "t1.1"]);
  expect(stdout).toMatch(/kind +plan\n/);
  expect(stdout).toMatch(/\n\nFirst the parser\.\n$/);
  expect(await place.here(["artifacts", "show", "port-it", "t9.9"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("has no artifact t9.9"),
  });
  expect(await place.here(["artifacts", "show", "port-it", "1"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("several artifacts end in 1"),
  });
});

test("the lineage is a text, a flowchart or JSON", async () => {
  const text = await place.here(["artifacts", "port-it", "--graph"]);
  expect(text.stdout).toMatch(/^plan: \.\.\/How to port it /);
  const chart = await place.here(["artifacts", "port-it", "--graph", "mermaid"]);
  expect(chart.stdout).toMatch(/^flowchart TD\n {2}subgraph w0/);
  const json = await place.here(["artifacts", "port-it", "--graph", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ edges: [], elsewhere: [] });
  expect((await place.here(["artifacts", "port-it", "--graph", "svg"])).code).toBe(2);
});

test("they are written into a folder with a manifest, once", async () => {
  const to = join(place.path, "out");
  const { code, stdout } = await place.here(["artifacts", "export", "port-it", "--to", to]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("2 artifacts in")]);
  expect(readdirSync(to).toSorted()).toEqual([
    "01-plan-how-to-31m-port-it.txt",
    "02-summary-result-of-cycle-1.txt",
    "manifest.json",
  ]);
  expect(readFileSync(join(to, "01-plan-how-to-31m-port-it.txt"), "utf8")).toBe("First the parser.\n");
  const again = await place.here(["artifacts", "export", "port-it", "--to", to, "--json"]);
  expect(again.code).toBe(2);
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: "bad-input" } });
});
