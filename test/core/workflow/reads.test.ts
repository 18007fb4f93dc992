import { describe, expect, test } from "vitest";
import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { validateGraph } from "../../../src/core/workflow/validate/validate-graph.ts";
import { parseWorkflowGraph } from "../../../src/wire/workflow/graph-schema.ts";

const verdict = {
  type: "object",
  properties: {
    verdict: { enum: ["pass", "fail"] },
    notes: { type: "array", items: { $ref: "#/$defs/note" } },
  },
  $defs: { note: { type: "object", properties: { line: { type: "integer" } } } },
};

/** `review` answers with a verdict and comes before `fix`, which goes back to it twice at most. */
function graphWith(fix: object, more: object = {}) {
  return {
    version: 1,
    name: "g",
    inputs: { issue: { schema: { type: "string" } } },
    start: ["review"],
    nodes: {
      review: {
        kind: "stage",
        prompt: "Review {{ inputs.issue }}",
        contract: { output: { schema: verdict } },
      },
      fix: { kind: "stage", prompt: "Fix", ...fix },
      last: { kind: "command", argv: ["ls"] },
    },
    edges: [
      { from: "review", to: "fix" },
      { from: "fix", to: "review", on: "failure", maxVisits: 2 },
      { from: "fix", to: "last" },
    ],
    ...more,
  };
}

function problemsOf(value: unknown, ceiling = TOP) {
  const parsed = parseWorkflowGraph(JSON.parse(JSON.stringify(value)));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return validateGraph(parsed.value, { reader: expressions, ceiling }).map(
    ({ path, offset, message }) => `${path.join(".")}${offset === undefined ? "" : `@${offset}`}: ${message}`,
  );
}

describe("what a text reads is held against what is declared", () => {
  test.each([
    "{{ steps.review.output.verdict }}",
    "{{ steps.review.output.notes.size }} {{ steps.review.output.notes[0].line }}",
    "{% for n in steps.review.output.notes %}{{ n.line }}{% endfor %}",
    "{{ steps.fix.text }} {{ steps.review.visits }} {{ visit }}",
    "{{ inputs.issue }} {{ artifacts[0].title }}",
  ])("%s is there", (prompt) => {
    expect(problemsOf(graphWith({ prompt }))).toEqual([]);
  });

  test.each([
    ["{{ inputs.isue }}", 'nodes.fix.prompt@3: no input "isue"; did you mean "issue"? (known here: issue)'],
    ["{{ steps.reviw.text }}", 'no step "reviw"; did you mean "review"?'],
    ["{{ steps.review.otput }}", 'no field of steps.review "otput"; did you mean "output"?'],
    [
      "{{ steps.review.output.verdikt }}",
      'no field of steps.review.output "verdikt"; did you mean "verdict"?',
    ],
    ["{{ steps.review.output.notes[0].lin }}", 'no field of steps.review.output.notes.0 "lin"'],
    ["{{ steps.last.text }}", 'step "last" never comes before "fix"'],
    ["{{ item }}", 'no value "item"'],
    ["{{ artifacts[0].body }}", 'no field of artifacts.0 "body"'],
    ["{{ with.x }}", 'no value "with"'],
  ])("%s is not", (prompt, message) => {
    expect(problemsOf(graphWith({ prompt }))).toEqual([expect.stringContaining(message)]);
  });

  test("conditions must give true or false, lists a list", () => {
    expect(problemsOf(graphWith({ when: "1 + 1" }))).toEqual([
      "nodes.fix.when: must give true or false, and gives int",
    ]);
    expect(problemsOf(graphWith({ when: "steps.review.output.verdict == 'fail' && visit < 3" }))).toEqual([]);
    const map = { kind: "map", items: "'abc'", do: { kind: "command", argv: ["{{ item }}"] } };
    expect(problemsOf(graphWith({ ...map, prompt: undefined }))[0]).toContain(
      "must give a list, and gives string",
    );
  });

  test("what branches of a map leave is what their work says, else what the map says", () => {
    const list = { kind: "map", items: "[1]", do: { kind: "stage", prompt: "x" } };
    const contract = { output: { schema: { type: "object", properties: { ok: { type: "boolean" } } } } };
    const reading = (field: string, map: object) => ({
      ...graphWith({}),
      nodes: {
        review: map,
        fix: { kind: "stage", prompt: `{{ inputs.issue }} {{ steps.review.output[0].${field} }}` },
      },
      edges: [{ from: "review", to: "fix" }],
    });
    expect(problemsOf(reading("ok", { ...list, contract }))).toEqual([]);
    expect(problemsOf(reading("no", { ...list, contract }))).toEqual([expect.stringContaining('"no"')]);
    const own = { ...list, do: { ...list.do, contract } };
    expect(problemsOf(reading("no", own))).toEqual([expect.stringContaining('"no"')]);
  });

  test("a reviewer's verdict can be read", () => {
    const review = { kind: "verify", review: { prompt: "{{ inputs.issue }}" } };
    const next = (field: string) => ({
      ...graphWith({}),
      nodes: { review, fix: { kind: "stage", prompt: `{{ steps.review.output.${field} }}` } },
      edges: [{ from: "review", to: "fix" }],
    });
    expect(problemsOf(next("reason"))).toEqual([]);
    expect(problemsOf(next("why"))).toEqual([
      expect.stringContaining('no field of steps.review.output "why"'),
    ]);
  });

  test("values in `with` are read by the texts beside them alone", () => {
    expect(problemsOf(graphWith({ prompt: "{{ with.a }}", with: { a: "inputs.issue" } }))).toEqual([]);
    expect(problemsOf(graphWith({ prompt: "{{ with.b }}", with: { a: "inputs.issue" } }))).toEqual([
      expect.stringContaining('no value in `with` "b"'),
    ]);
  });

  test("a workflow's outputs may read every step", () => {
    expect(problemsOf(graphWith({}, { outputs: { v: "steps.last.output.exitCode" } }))).toEqual([]);
    expect(problemsOf(graphWith({}, { outputs: { v: "steps.last.output.exit" } }))).toHaveLength(1);
  });

  test("an input that nothing reads is a warning", () => {
    expect(problemsOf(graphWith({}, { inputs: { issue: {}, other: {} } }))).toEqual([
      "inputs.other: is never read",
    ]);
  });
});

describe("authority", () => {
  const readOnly = { sideEffects: "read_only" } as const;

  test("a node that asks for more than its workflow has is told by dimension, side effects included", () => {
    const policy = { tools: ["write_file"], sideEffects: "network" };
    expect(problemsOf(graphWith({ policy }, { policy: { tools: ["read_file"], ...readOnly } }))).toEqual([
      "nodes.fix.policy.tools: more than the workflow has: tools: write_file",
      "nodes.fix.policy.sideEffects: more than the workflow has: sideEffects: network",
    ]);
  });

  test("a workflow that asks for more than the ceiling it runs under is told", () => {
    expect(
      problemsOf(graphWith({}, { policy: { sideEffects: "network" } }), { ...TOP, ...readOnly }),
    ).toEqual(["policy.sideEffects: more than the ceiling has: sideEffects: network"]);
  });
});

describe("a text that is nothing but a name must be declared as what it is to give", () => {
  const map = (items: string) => ({
    kind: "map",
    items,
    do: { kind: "stage", prompt: "x" },
    prompt: undefined,
  });

  test.each([
    "steps.review.output.notes",
    "inputs.list",
    "inputs.any",
    "steps.review.output.verdict.split('')",
  ])("%s may be a list", (items) => {
    const inputs = {
      list: { schema: { type: ["array", "null"] } },
      any: {},
      issue: { schema: { type: "string" } },
    };
    expect(
      problemsOf(graphWith(map(items), { inputs })).filter((one) => !one.includes("never read")),
    ).toEqual([]);
  });

  test.each([
    ["inputs.issue", "declared as string"],
    ["steps.review.output.verdict", "declared as string"],
    ["steps.review.output", "declared as object"],
  ])("%s is no list", (items, message) => {
    expect(problemsOf(graphWith(map(items)))).toEqual([expect.stringContaining(message)]);
  });

  test("and no condition", () => {
    expect(problemsOf(graphWith({ when: "inputs.issue" }))).toEqual([
      "nodes.fix.when: must give true or false, and inputs.issue is declared as string",
    ]);
  });
});

describe("a word that a value is held against must be one that it may be", () => {
  const declared = { inputs: { issue: { schema: { enum: ["bug", "idea", null] } }, any: {} } };

  test.each([
    "steps.review.outcome == 'success' || steps.review.outcome in ['failure', 'skipped']",
    "inputs.issue == 'bug' || inputs.issue == null || 'idea' != inputs.issue",
    "inputs.any == 'anything'",
    "steps.review.text == 'anything'",
    "['a'].exists(inputs, inputs == 'a')",
  ])("%s", (when) => {
    const problems = problemsOf(graphWith({ when }, declared));
    expect(problems.filter((one) => !one.includes("never read"))).toEqual([]);
  });

  test.each([
    [
      "steps.review.outcome == 'succes'",
      'steps.review.outcome is never "succes"; it is declared as one of "success", "failure", "skipped"',
    ],
    ["'ideas' == inputs.issue", 'inputs.issue is never "ideas"; it is declared as one of "bug", "idea"'],
    ["visit == 1 && inputs.issue in ['bug', 'chore']", 'inputs.issue is never "chore"'],
    ["['a'].exists(x, inputs.issue == x || inputs.issue != 'c')", 'inputs.issue is never "c"'],
  ])("%s", (when, message) => {
    const problems = problemsOf(graphWith({ when }, declared));
    expect(problems.filter((one) => one.includes("declared as one of"))).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe("what a schema says of the places of a list, of anything, and of itself", () => {
  const inputs = {
    issue: {},
    tuple: {
      schema: { type: "array", prefixItems: [{ enum: ["h"] }, { type: "integer" }], items: { enum: ["t"] } },
    },
    loose: { schema: { anyOf: [{ enum: ["a"] }, true] } },
    made: { schema: { enum: [{ k: "v" }, "auto"] } },
    itself: {
      schema: {
        $ref: "#/$defs/a",
        $defs: {
          a: { anyOf: [...Array.from({ length: 9 }, () => ({ $ref: "#/$defs/a" })), { enum: ["x"] }] },
        },
      },
    },
  };
  const wrong = (when: string) =>
    problemsOf(graphWith({ when }, { inputs })).filter((one) => !one.includes("never read"));

  test.each([
    "inputs.tuple[0] == 'h' && inputs.tuple[1] == 1 && inputs.tuple[7] == 't'",
    "inputs.loose == 'z'",
    "inputs.made.k == 'v'",
    "inputs.itself == 'x'",
  ])("%s is sound", (when) => {
    expect(wrong(when)).toEqual([]);
  });

  test.each([
    "inputs.tuple[0] == 't'",
    "inputs.tuple[7] == 'h'",
    "inputs.tuple[1] == 'h'",
    "inputs.itself == 'y'",
  ])("%s is not", (when) => {
    expect(wrong(when)).toHaveLength(1);
  });
});
