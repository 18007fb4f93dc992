import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

const EXAMPLE = new URL("../../examples/workflows/fix-issue.yaml", import.meta.url).pathname;
let place: Place;

beforeAll(() => {
  place = new Place();
});

afterAll(() => place[Symbol.dispose]());

function written(name: string, source: string): string {
  const file = join(place.path, name);
  writeFileSync(file, source);
  return file;
}

describe("workflow check", () => {
  test("says that the example is sound, with the schema that it names", async () => {
    expect(await place.here(["workflow", "check", EXAMPLE])).toMatchObject({
      code: 0,
      stdout: `${EXAMPLE}: ok, 7 nodes\n`,
    });
  });

  test("tells every problem with file, line and column, and exits with 2", async () => {
    const file = written(
      "bad.yaml",
      "steps:\n  a: { prompt: '{{ inputs.x }}' }\n  b: { needs: [c], run: b }\n",
    );
    const { code, stdout } = await place.here(["workflow", "check", file]);
    expect(code).toBe(2);
    expect(stdout).toContain(`${file}:2:20: steps.a.prompt: no input "x"`);
    expect(stdout).toContain(`${file}:3:16: steps.b.needs[0]: there is no node "c"`);
    const report = JSON.parse((await place.here(["workflow", "check", file, "--json"])).stdout);
    expect(report).toMatchObject({ ok: false, files: [{ file, nodes: 2 }] });
    expect(report.files[0].problems).toContainEqual(
      expect.objectContaining({ severity: "error", node: "a", line: 2 }),
    );
  });

  test("tells what is wrong with sound steps though the form of others is wrong, and nothing that follows from that", async () => {
    const steps = [
      "a: { promt: typo, tools: [] }",
      'b: { needs: [a], prompt: "{{ inputs.whom }}", tools: [] }',
      'c: { needs: [nosuch], if: "size(steps.b.text >", prompt: "{{ steps.a.text }}", tools: [] }',
      "d: { goto: b, prompt: z, tools: [] }",
      "e: { needs: [b], prompt: '{{ inputs.who }} {{ steps.a.text }}', max_items: many, tools: [] }",
    ];
    const file = written("mixed.yaml", `inputs: { who: string }\nsteps:\n  ${steps.join("\n  ")}\n`);
    const { stdout } = await place.here(["workflow", "check", file, "--json"]);
    const told = JSON.parse(stdout).files[0].problems;
    expect(told.map(({ line, path }: { line: number; path: string }) => `${line} ${path}`)).toEqual([
      "3 steps.a.promt",
      "4 steps.b.prompt",
      "5 steps.c.needs[0]",
      "5 steps.c.if",
      "6 steps.d.goto",
      "7 steps.e.max_items",
    ]);
  });

  test("a default is held against the schema of its input", async () => {
    const inputs =
      "inputs: { x: { type: string, default: 3 }, y: { enum: [a], default: b }, z: { type: string, default: c } }\n";
    const file = written(
      "defaults.yaml",
      `${inputs}steps:\n  a: { run: [echo, "{{ inputs.x }}{{ inputs.y }}{{ inputs.z }}"] }\n`,
    );
    const { code, stdout } = await place.here(["workflow", "check", file]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/defaults\.yaml:1:\d+: inputs\.x.*: is not what its schema says/);
    expect(stdout).toMatch(/defaults\.yaml:1:\d+: inputs\.y.*: is not what its schema says/);
    expect(stdout).toContain("2 errors");
  });

  test("conditions are held against the types that inputs and outputs declare", async () => {
    const source = [
      "inputs: { issue: string, items: { type: array, items: { type: string } } }",
      "steps:",
      "  plan: { prompt: '{{ inputs.issue }}', tools: [], output: { n: { type: integer }, m: { type: number } } }",
      "  a: { needs: [plan], if: \"steps.plan.output.n > 'x'\", run: a }",
      '  b: { needs: [plan], if: "inputs.issue == 3", run: b }',
      '  c: { needs: [plan], if: "steps.plan.outcome == 1", run: c }',
      '  d: { needs: [plan], if: "size(steps.plan.text) > 3 && steps.plan.output.m > 1", run: d }',
      "  e: { needs: [plan], if: \"inputs.issue != null && inputs.items.exists(x, x == 'y')\", run: e }",
      '  f: { needs: [plan], if: "has(steps.plan.output.n)", run: f }',
    ].join("\n");
    const { stdout } = await place.here(["workflow", "check", written("typed.yaml", source), "--json"]);
    const told = JSON.parse(stdout).files[0].problems;
    expect(told.map(({ line, message }: { line: number; message: string }) => `${line} ${message}`)).toEqual([
      "4 no such overload: int > string",
      "5 no such overload: string == int",
      "6 no such overload: string == int",
    ]);
  });

  test("a warning is told and is no reason to exit otherwise", async () => {
    const file = written("warned.yaml", "inputs: { x: string }\nsteps:\n  a: { run: a }\n");
    expect(await place.here(["workflow", "check", file])).toMatchObject({
      code: 0,
      stdout: `${file}:1:11: warning: inputs.x: is never read\n${file}: ok, 1 warning, 1 node\n`,
    });
  });

  test("a file that is not there is bad input, also one that a workflow names", async () => {
    expect((await place.here(["workflow", "check", "none.yaml"])).code).toBe(2);
    const file = written("names.yaml", "steps:\n  a: { uses: other.yaml }\n");
    const { code, stderr } = await place.here(["workflow", "check", file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`There is no file that the workflow names at ${join(place.path, "other.yaml")}`);
  });
});

describe("workflow show", () => {
  test("draws the tree, with the way back and the branches", async () => {
    const { code, stdout } = await place.here(["workflow", "show", EXAMPLE]);
    expect(code).toBe(0);
    expect(stdout).toContain("fix-issue  7 nodes\n  inputs: issue\n  plan  stage  Make a plan");
    expect(stdout).toContain("    failure → help  escalation  The tests fail");
    expect(stdout).toContain("      true → ↑ build (3 times at most)");
  });

  test("as JSON it is the form in which it runs, which is a workflow itself", async () => {
    const { stdout } = await place.here(["workflow", "show", EXAMPLE, "--json"]);
    const file = written("same.json", stdout);
    const again = await place.here(["workflow", "show", file, "--json"]);
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(stdout));
  });

  test("as Mermaid, whatever its texts say is text", async () => {
    const file = written("hostile.yaml", `steps:\n  a: { prompt: 'x"]; click n0 href "javascript:1" %%' }\n`);
    const { stdout } = await place.here(["workflow", "show", file, "--mermaid"]);
    expect(stdout.split("\n")).toEqual([
      "flowchart TD",
      "  begin((start))",
      '  n0["a<br/>stage<br/>x#34;#93;; click n0 href #34;javascript:1#34; #37;#37;"]',
      "  begin --> n0",
      "",
    ]);
  });

  test("of one with errors shows the errors and exits with 2", async () => {
    const file = written("wrong.yaml", "steps:\n  a: { needs: [b], run: a }\n");
    const { code, stderr } = await place.here(["workflow", "show", file]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:2:16: steps.a.needs[0]: there is no node "b"`);
  });
});
