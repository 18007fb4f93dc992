import { describe, expect, test } from "vitest";
import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { validateGraph } from "../../../src/core/workflow/validate/validate-graph.ts";
import { readWorkflow } from "../../../src/wire/workflow/read-workflow.ts";

const place = { path: "/w/graph.json", files: new Map<string, string>() };

function read(value: object) {
  const reading = readWorkflow(JSON.stringify({ _type: "workflow_graph", ...value }), place);
  if (reading.ok !== true) throw new Error(JSON.stringify(reading));
  return reading.value;
}

function refusals(value: object): readonly string[] {
  const reading = readWorkflow(JSON.stringify({ _type: "workflow_graph", ...value }), place);
  return reading.ok === false ? reading.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}

function errorsOf(graph: WorkflowGraph) {
  return validateGraph(graph, { reader: expressions }).filter(({ severity }) => severity === "error");
}

const one = (node: object) => ({ nodes: { a: node } });

test("Harn's form is read where the file or the caller says so, and never guessed", () => {
  const graph = JSON.stringify({ nodes: { a: { mode: "llm" } } });
  expect(readWorkflow(graph, place).ok).toBe(false);
  expect(readWorkflow(graph, { ...place, format: "harn" }).ok).toBe(true);
  expect(readWorkflow('{"format":"legate","nodes":{}}', { ...place, format: "harn" })).toMatchObject({
    ok: false,
    problems: [{ path: "format", message: expect.stringContaining('the caller says "harn"') }],
  });
});

describe("the legacy form", () => {
  const legacy = {
    provider: "openai",
    model: "gpt-5.2",
    mode: "agent",
    act: { system: "Fix {{ it }}", tools: ["edit_file"] },
    verify: { command: "npm test", expect_text: "ok" },
    repair: { model: "gpt-5.2-mini" },
  };

  test("is a graph whose repair goes back to its verification, a bounded number of times", () => {
    const { graph, notes } = read(legacy);
    expect(graph.start).toEqual(["act"]);
    expect(graph.edges).toEqual([
      { from: "act", to: "verify" },
      { from: "verify", to: "repair", on: "failure" },
      { from: "repair", to: "verify", maxVisits: 4 },
    ]);
    expect(notes).toContainEqual(expect.stringContaining("repair → verify goes back, 4 times at most"));
    expect(errorsOf(graph)).toEqual([]);
  });

  test("its nodes take the model from the top, and no text of theirs becomes a template", () => {
    const { nodes } = read(legacy).graph;
    expect(nodes["act"]).toMatchObject({
      model: "openai/gpt-5.2",
      system: "{% raw %}Fix {{ it }}{% endraw %}",
    });
    expect(nodes["repair"]).toMatchObject({ model: "openai/gpt-5.2-mini", transcript: { from: "act" } });
    expect(nodes["verify"]).toMatchObject({
      command: { argv: ["npm", "test"] },
      expect: { contains: ["ok"] },
    });
  });

  test("a mistake is told where it stands in the file", () => {
    expect(refusals({ act: { sytem: "x" } })).toEqual([
      expect.stringContaining('act.sytem: unknown field "sytem"; did you mean "system"?'),
    ]);
  });
});

describe("what Harn reads and never uses acts here", () => {
  test("retries and their delays", () => {
    const { nodes } = read(one({ retry_policy: { max_attempts: 3, backoff_ms: 50 } })).graph;
    expect(nodes["a"]).toMatchObject({ retry: { maxAttempts: 3, backoffMs: 50, multiplier: 2 } });
  });

  test("the schema and the counts of contracts", () => {
    const { nodes } = read(
      one({
        input_contract: { input_kinds: ["plan"], min_inputs: 1 },
        output_contract: { output_kinds: ["summary"], schema: { type: "object" } },
      }),
    ).graph;
    expect(nodes["a"]).toMatchObject({
      context: { includeKinds: ["plan"] },
      contract: {
        inputs: { kinds: ["plan"], min: 1 },
        output: { kind: "summary", schema: { type: "object" } },
      },
    });
  });

  test("names that a node gives its branches", () => {
    const { edges } = read({
      entry: "v",
      nodes: {
        v: {
          kind: "verify",
          verify: { command: "true" },
          branch_semantics: { verify_pass: "ok", loop_continue: "on" },
        },
        b: {},
      },
      edges: [
        { from: "v", to: "b", branch: "ok" },
        { from: "v", to: "v", branch: "on" },
      ],
    }).graph;
    expect(edges).toEqual([
      { from: "v", to: "b" },
      { from: "v", to: "v", on: "failure", maxVisits: 4 },
    ]);
  });

  test("quorums of maps and joins, bounds of maps", () => {
    const { nodes } = read({
      entry: "m",
      nodes: {
        m: {
          kind: "map",
          mode: "llm",
          map_policy: { items: ["x", "y"], max_items: 5, max_concurrent: 2 },
          join_policy: { strategy: "quorum", min_completed: 2 },
        },
        j: { kind: "join", join_policy: { min_completed: 2 } },
      },
    }).graph;
    expect(nodes["m"]).toMatchObject({
      items: '["x","y"]',
      do: { kind: "stage", tools: [] },
      maxItems: 5,
      surplus: "drop",
      maxConcurrency: 2,
      strategy: "quorum",
      atLeast: 2,
    });
    expect(nodes["j"]).toMatchObject({ join: { strategy: "quorum", atLeast: 2 } });
  });

  test("an error is a failure, as a failed branch is", () => {
    const { edges } = read({
      nodes: { a: {}, b: {} },
      edges: [{ from: "a", to: "b", branch: "error" }],
    }).graph;
    expect(edges).toEqual([{ from: "a", to: "b", on: "failure" }]);
  });
});

describe("what is asked and cannot be done is refused by name", () => {
  test.each([
    [one({ kind: "stgae" }), 'nodes.a.kind: unknown value "stgae"'],
    [one({ done_sentinel: "##DONE##" }), "nodes.a.done_sentinel: a stage is done when"],
    [one({ verify: { command: "x" } }), "nodes.a.verify: only a verify node verifies"],
    [one({ kind: "verify" }), "nodes.a.verify: the node verifies nothing"],
    [one({ exit_when_verified: true }), "nodes.a.exit_when_verified: a stage is done when"],
    [one({ model_policy: { nudge: "go on" } }), "nodes.a.model_policy.nudge: a worker is not nudged"],
    [one({ transcript_policy: { mode: "None" } }), 'nodes.a.transcript_policy.mode: unknown value "None"'],
    [one({ reduce_policy: { strategy: "merge" } }), "nodes.a.reduce_policy.strategy"],
    [one({ input_contract: { schema: {}, output_kinds: ["x"] } }), "belongs into `output_contract`"],
    [one({ capability_policy: { side_effect_level: "all" } }), "nodes.a.capability_policy.side_effect_level"],
    [
      { nodes: { a: {}, b: {} }, edges: [{ from: "a", to: "b", branch: "sucess" }] },
      'edges[0].branch: unknown value "sucess"; did you mean "success"?',
    ],
  ])("%j: %s", (graph, message) => {
    expect(refusals(graph)).toContainEqual(expect.stringContaining(message));
  });
});

describe("what differs is told", () => {
  test("empty lists that mean any, fields without effect, an escalation that waits, a conversation that is none's", () => {
    const { notes } = read({
      entry: "f",
      nodes: {
        f: { kind: "fork" },
        a: { prompt: "unused", mode: "llm" },
        b: { mode: "llm", transcript_policy: { visibility: "internal" } },
        c: { mode: "llm" },
        e: { kind: "escalation" },
      },
      edges: [
        { from: "f", to: "a" },
        { from: "f", to: "b" },
        { from: "a", to: "c" },
        { from: "b", to: "c" },
        { from: "c", to: "e" },
      ],
      capability_policy: { tools: [] },
    });
    expect(notes).toEqual(
      expect.arrayContaining([
        "capability_policy: tools is empty: any",
        "nodes.a.prompt: has no effect in Harn, and none here",
        expect.stringContaining("nodes.b.transcript_policy.visibility: "),
        "nodes.c: several stages come before; it begins with an empty conversation",
        expect.stringContaining("nodes.e: waits for a person here"),
      ]),
    );
  });
});

test("a stage goes on in the conversation of the one before it, as that lets it be seen", () => {
  const { graph, notes } = read({
    entry: "a",
    nodes: {
      a: { mode: "llm", transcript_policy: { visibility: "public_only" } },
      b: { mode: "llm", transcript_policy: { mode: "fork" } },
      c: { mode: "llm", transcript_policy: { mode: "reset" } },
    },
    edges: [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ],
  });
  const { nodes } = graph;
  expect(nodes["b"]).toMatchObject({ transcript: { from: "a", mode: "fork", visibility: "public" } });
  expect(nodes["c"]).not.toHaveProperty("transcript");
  expect(notes.filter((note) => note.includes("visibility"))).toEqual([]);
});

test("conditions by text and kind, and checks of texts, are expressions over the artifacts", () => {
  const { nodes } = read({
    entry: "c",
    nodes: {
      c: { kind: "condition", metadata: { contains_text: 'say "hi"' } },
      k: { kind: "condition", metadata: { artifact_kind: "plan" } },
      v: { kind: "verify", verify: { assert_text: "done" } },
    },
  }).graph;
  const artifacts = [{ kind: "plan", text: 'they say "hi", done' }];
  const found = (source: string) => expressions.evaluate(source, { artifacts });
  const { c, k, v } = nodes;
  if (c?.kind !== "condition" || k?.kind !== "condition" || v?.kind !== "verify")
    throw new Error("other kinds");
  expect(found(c.if)).toEqual({ ok: true, value: true });
  expect(found(k.if)).toEqual({ ok: true, value: true });
  expect(found(v.expect?.holds ?? "")).toEqual({ ok: true, value: true });
  expect(expressions.evaluate(c.if, { artifacts: [] })).toEqual({ ok: true, value: false });
});
