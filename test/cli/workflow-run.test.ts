import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

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

const flow = (last: string) => `
name: greet
inputs: { who: string }
steps:
  hello: { prompt: "Greet {{ inputs.who }}", tools: [] }
  long: { needs: [hello], if: "size(steps.hello.text) > 100", tools: [], prompt: "Shorten it" }
  bye: { needs: [hello], prompt: "${last} {{ steps.hello.text }}", tools: [] }
outputs: { said: steps.bye.text }
`;

describe("workflow run, explain and resume", () => {
  test("run a file, say why each step ran or not, and do only what an edit affects", async () => {
    const script = written("script.yaml", "turns: [{ text: Hello }]\n");
    const file = written("greet.yaml", flow("Part from"));
    const options = ["--model", `scripted:${script}`, "--input", "who=7", "--json"];
    const run = await place.here(["workflow", "run", file, ...options]);
    expect(run).toMatchObject({ code: 0 });
    const first = JSON.parse(run.stdout);
    expect(first).toMatchObject({ name: "greet", status: "completed", result: '{"said":"Hello"}', turns: 2 });

    const told = await place.here(["workflow", "explain", first.id]);
    expect(told.stdout).toMatch(/hello#1 \(stage\) {2}success/);
    const explained = JSON.parse((await place.here(["workflow", "explain", first.id, "--json"])).stdout);
    expect(explained.transitions).toContainEqual({ from: "hello#1", to: "bye#1" });
    const record = JSON.parse((await place.here(["workflow", "explain", first.id, "--record"])).stdout);
    expect(record).toMatchObject({ _type: "run_record", status: "completed", workflow_name: "greet" });
    expect(record.stages).toHaveLength(explained.steps.length);

    const edited = written("greet.yaml", flow("Take leave of"));
    const again = await place.here(["workflow", "resume", first.id, edited, "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: "completed", turns: 1 });
    const both = await place.here(["workflow", "resume", first.id, "--from", "hello", "--only", "bye"]);
    expect(both).toMatchObject({ code: 2 });
    expect(both.stderr).toContain("leave one of them out");
  });

  test("a workflow in which nothing asks a model runs without one", async () => {
    const file = written(
      "checks.yaml",
      "steps: { one: { run: echo fine } }\noutputs: { said: steps.one.output.stdout }\n",
    );
    const run = await place.here(["workflow", "run", file, "--json"]);
    expect(JSON.parse(run.stdout)).toMatchObject({
      status: "completed",
      model: "none",
      result: '{"said":"fine"}',
    });
    const asking = await place.here([
      "workflow",
      "run",
      written("greet.yaml", flow("Part from")),
      "--input",
      "who=7",
    ]);
    expect(asking).toMatchObject({ code: 2 });
    expect(asking.stderr).toContain("No model was named");
    const none = await place.here(["spawn", "do something", "--model", "none"]);
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('"none" is for a workflow that asks no model');
  });

  test("a step that hands itself to a person stands in the inbox until they say how to go on", async () => {
    const step = "steps:\n  help: { escalate: 'The key is refused.' }\n";
    const file = written("help.yaml", `${step}outputs: { said: steps.help.output.answer }\n`);
    const model = `scripted:${written("silent.yaml", "turns: [{ text: nothing }]\n")}`;
    const run = await place.here(["workflow", "run", file, "--model", model, "--json"]);
    const { id } = JSON.parse(run.stdout);
    const [item] = JSON.parse((await place.here(["inbox", "--json"])).stdout);
    expect(item).toMatchObject({
      kind: "escalation",
      worker: id,
      visit: "help#1",
      reason: "The key is refused.",
    });
    const { stdout } = await place.here(["inbox"]);
    expect(stdout).toContain("help  The key is refused.");
    expect(stdout).toMatch(/legate send \S+ "…" {3}or {3}legate deny \S+ --reason "…"/);
    await place.here(["send", id, "use the other one"]);
    expect((await place.here(["wait", id])).stdout).toContain("completed");
    expect((await place.here(["inbox"])).stdout).toContain("Nothing waits for you.");
  });

  test("an input that is missing, and a file that has problems, are bad input before anything runs", async () => {
    const file = written("needs.yaml", flow("x"));
    expect(await place.here(["workflow", "run", file, "--model", "scripted:none.yaml"])).toMatchObject({
      code: 2,
    });
    const bad = written("bad.yaml", "steps: { a: { prompt: '{{ nobody }}' } }\n");
    expect((await place.here(["workflow", "run", bad])).code).toBe(2);
    expect((await place.here(["workflow", "run", file, "--input", "nothing"])).code).toBe(2);
  });
});
