import { describe, expect, test } from "vitest";
import { graphOf, problemsIn, read } from "./read-yaml.ts";

/** The workflow of the survey of what people write, as it stands there. */
const SURVEYED = `version: 1
inputs: { issue: { type: string } }
steps:
  plan:   { agent: planner, prompt: "Plan: {{ inputs.issue }}", output: { $ref: plan.schema.json } }
  build:  { needs: [plan], for_each: "steps.plan.output.tasks", agent: coder, isolation: worktree, max_parallel: 4 }
  review: { needs: [build], agent: reviewer, output: { verdict: { enum: [pass, fail] } } }
  fix:    { needs: [review], if: "steps.review.output.verdict == 'fail'", goto: build, max_visits: 3 }
budget: { usd: 5, tokens: 2000000 }
`;
const PLAN =
  '{ "type": "object", "properties": { "tasks": { "type": "array", "items": { "type": "string" } } } }';

describe("a workflow as people write it", () => {
  test("becomes the graph that it says", () => {
    const graph = graphOf({ "fix.yaml": SURVEYED, "plan.schema.json": PLAN });
    expect(graph).toMatchObject({ name: "fix", start: ["plan"], budgets: { costUsd: 5, tokens: 2_000_000 } });
    expect(graph.nodes["build"]).toMatchObject({
      kind: "map",
      items: "steps.plan.output.tasks",
      do: { kind: "subagent", agent: "coder", prompt: "{{ item }}", workspace: "own" },
      maxConcurrency: 4,
    });
    expect(graph.nodes["fix"]).toEqual({ kind: "condition", if: "steps.review.output.verdict == 'fail'" });
    expect(graph.edges).toEqual([
      { from: "plan", to: "build" },
      { from: "build", to: "review" },
      { from: "review", to: "fix" },
      { from: "fix", to: "build", on: "true", maxVisits: 3 },
    ]);
    expect(problemsIn({ "fix.yaml": SURVEYED, "plan.schema.json": PLAN })).toEqual([]);
  });

  test("fields of an output are all needed, and no others are there", () => {
    const { nodes } = graphOf({ "fix.yaml": SURVEYED, "plan.schema.json": PLAN });
    expect(nodes["review"]).toMatchObject({
      contract: {
        output: { schema: { properties: { verdict: { enum: ["pass", "fail"] } }, required: ["verdict"] } },
      },
    });
  });

  test("every kind of step is told by what it says", () => {
    const { nodes } = graphOf({
      "w.yaml": `steps:
  a: { prompt: Do }
  b: { needs: a, prompt: Do, isolation: worktree }
  c: { needs: a, run: "npm run {{ steps.a.text }}" }
  d: { needs: [b, c] }
  e: { needs: d, verify: npm test }
  f: { needs: e, if: "true" }
  g: { needs: f, ask: "Go on?" , timeout: 2h }
  h: { needs: { e: failure }, escalate: Help }
  i: { needs: g, wait: 90s }
  j: { needs: i, reduce: { items: "[1, 2]", separator: "," } }
  k: { needs: j, for_each: "[1]", run: [echo, "{{ item }}"] }
  l: { needs: k }
  m: { needs: l, agent: tester }
`,
    });
    expect(Object.entries(nodes).map(([id, { kind }]) => `${id} ${kind}`)).toEqual([
      ...[
        "a stage",
        "b subagent",
        "c command",
        "d join",
        "e verify",
        "f condition",
        "g approval",
        "h escalation",
      ],
      ...["i wait", "j reduce", "k map", "l fork", "m stage"],
    ]);
    expect(nodes["c"]).toEqual({ kind: "command", argv: ["npm", "run", "{{ steps.a.text }}"] });
    expect(nodes["g"]).toEqual({ kind: "approval", question: "Go on?", timeoutMs: 7_200_000 });
  });

  test("needs are waited for together, and outcomes can be named", () => {
    const { nodes, edges } = graphOf({
      "w.yaml": `steps:
  a: { run: a }
  b: { run: b }
  c: { needs: { a: failure, b: always }, run: c }
  d: { needs: [a, b], join: any, run: d }
  e: { needs: [a, b, c], join: { at_least: 2 }, run: e }
  f: { needs: a, if: "true" }
  g: { needs: { f: false }, run: g }
  h: { needs: [f], run: h }
`,
    });
    expect(nodes["c"]?.join).toEqual({ strategy: "all", unsatisfied: "skipped" });
    expect(nodes["d"]?.join).toEqual({ strategy: "any" });
    expect(nodes["e"]?.join).toEqual({ strategy: "quorum", atLeast: 2, unsatisfied: "skipped" });
    expect(edges.filter(({ to }) => to === "c" || from(to))).toEqual([
      { from: "a", to: "c", on: "failure" },
      { from: "b", to: "c", on: "always" },
      { from: "f", to: "g", on: "false" },
      { from: "f", to: "h", on: "true" },
    ]);
  });

  test("what comes after a step that may go back begins when it does not", () => {
    const { edges } = graphOf({
      "w.yaml": `steps:
  a: { run: a }
  again: { needs: a, if: "visit < 2", goto: a, max_visits: 2 }
  b: { needs: again, run: b }
`,
    });
    expect(edges.at(-1)).toEqual({ from: "again", to: "b", on: "false" });
  });
});

function from(to: string): boolean {
  return to === "g" || to === "h";
}

describe("mistakes are told in their line", () => {
  test.each([
    ["  a: { prmpt: Do }", '2:8 steps.a.prmpt: unknown field "prmpt"; did you mean "prompt"?'],
    ["  a: { prompt: Do, run: ls }", "2:8 steps.a.prompt: a step does one thing: `run` or `prompt`"],
    ["  a: { run: ls, retry: 2, tools: [grep] }", "2:27 steps.a.tools: does nothing in a command step"],
    ["  a: { prompt: Do, max_items: 3 }", "2:20 steps.a.max_items: does nothing without `for_each`"],
    ["  a: { kind: verify, prompt: Do }", "2:8 steps.a.kind: says verify, and its fields make it a stage"],
    ["  a: { run: a, goto: a }", "2:16 steps.a.goto: needs `max_visits`"],
    ["  a: { run: a, max_visits: 2 }", "2:16 steps.a.max_visits: does nothing without `goto`"],
    ["  a: { run: a | b }", "2:8 steps.a.run: is more than words; write the command as a list"],
    ["  a: { run: a, timeout: 5 }", "2:16 steps.a.timeout: must be a text, not a number"],
    ["  a: { run: a, timeout: 5 minutes }", "2:16 steps.a.timeout: must be a time such as 90s"],
    ["  a: { needs: b, run: a }", '2:8 steps.a.needs[0]: there is no node "b"; did you mean "a"?'],
    ["  a: { prompt: '{{ inputs.x }}' }", '2:20 steps.a.prompt: no input "x"'],
    ["  a:\n    prompt: |\n      Do this:\n        {{ inputs.x }}", '5:12 steps.a.prompt: no input "x"'],
    ["  a: { run: a, if: 'visit <' }", "2:28 steps.a.if: Unexpected token: EOF"],
    ["  a: { prompt: Do, output: { type: objekt } }", '2:30 steps.a.output.type: no type "objekt"'],
  ])("%s", (steps, message) => {
    expect(problemsIn({ "w.yaml": `steps:\n${steps}\n` })).toContainEqual(expect.stringContaining(message));
  });

  test("all of a file at once, a loop of needs included", () => {
    const source = "nme: x\nsteps:\n  a: { prompt: Do, retrys: 2 }\n";
    expect(problemsIn({ "w.yaml": source })).toHaveLength(2);
    const loop = "steps:\n  s: { run: s }\n  a: { needs: [s, b], run: a }\n  b: { needs: a, run: b }\n";
    expect(problemsIn({ "w.yaml": loop })[0]).toContain(
      "3:19 steps.a.needs[1]: a loop without bound: a → b → a",
    );
  });
});

describe("files that a workflow names", () => {
  const outer = "steps:\n  ship: { uses: ./lib/ship.yaml, with: { what: \"'v1'\" } }\n";
  const inner = "inputs: { what: string }\nsteps:\n  tag: { run: 'git tag {{ inputs.what }}' }\n";

  test("are asked for by path, and taken in by value", () => {
    expect(read({ "w.yaml": outer })).toEqual({ ok: "needs-files", files: ["/w/lib/ship.yaml"] });
    const graph = graphOf({ "w.yaml": outer, "lib/ship.yaml": inner });
    expect(graph.workflows?.["ship"]?.nodes["tag"]).toMatchObject({ kind: "command" });
    expect(problemsIn({ "w.yaml": outer, "lib/ship.yaml": inner })).toEqual([]);
  });

  test("are told by file and line when something is wrong in them, in form or sense", () => {
    expect(problemsIn({ "w.yaml": outer, "lib/ship.yaml": inner.replace("run:", "rnu:") })).toEqual([
      expect.stringContaining(
        '2:11 steps.ship.uses: ./lib/ship.yaml:3:10: steps.tag.rnu: unknown field "rnu"',
      ),
    ]);
    const reads = inner.replace("inputs.what", "inputs.wat");
    expect(problemsIn({ "w.yaml": outer, "lib/ship.yaml": reads })).toContainEqual(
      expect.stringContaining('steps.ship.uses: ./lib/ship.yaml:3:10: steps.tag.run[2]: no input "wat"'),
    );
  });

  test("cannot use themselves, directly or through others", () => {
    const self = "steps:\n  a: { uses: w.yaml }\n";
    expect(problemsIn({ "w.yaml": self })[0]).toContain("a workflow cannot use itself");
    const other = {
      "w.yaml": "steps:\n  a: { uses: x.yaml }\n",
      "x.yaml": "steps:\n  b: { uses: w.yaml }\n",
    };
    expect(problemsIn(other)[0]).toContain("a workflow cannot use itself");
  });
});
