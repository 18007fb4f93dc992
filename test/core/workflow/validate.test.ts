import { describe, expect, test } from "vitest";
import { expressions } from "../../../src/adapters/expressions/expressions.ts";
import { validateGraph } from "../../../src/core/workflow/validate/validate-graph.ts";
import { parseWorkflowGraph } from "../../../src/wire/workflow/graph-schema.ts";
import { aGraphOfEveryKind } from "../../wire/workflow/a-graph-of-every-kind.ts";

/** `error nodes.a.join: …`, one line per problem; a graph that is none throws. */
function problemsOf(value: unknown): readonly string[] {
  const parsed = parseWorkflowGraph(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return validateGraph(parsed.value, { reader: expressions }).map(
    ({ severity, path, message }) => `${severity} ${path.join(".")}: ${message}`,
  );
}

const stage = { kind: "stage", prompt: "Do it" };

/** Nodes by name, edges as `a>b`, `a>b:failure` or `a>b:success*3` (at most three times). */
function graph(nodes: Record<string, unknown>, edges: readonly string[], more: object = {}) {
  const [start = ""] = Object.keys(nodes);
  return { version: 1, name: "g", start: [start], nodes, edges: edges.map(edge), ...more };
}

function edge(text: string) {
  const [, from, to, on, visits] = /^(\w+)>(\w+)(?::(\w+))?(?:\*(\d+))?$/.exec(text) ?? [];
  return { from, to, ...(on && { on }), ...(visits && { maxVisits: Number(visits) }) };
}

test("a graph of every kind that makes sense has no problem", () => {
  expect(problemsOf(aGraphOfEveryKind)).toEqual([]);
});

describe("edges", () => {
  test("that lead from or to nothing are told with the nearest name", () => {
    expect(
      problemsOf(graph({ build: stage, check: stage }, ["build>chekc", "build>check", "x>check"])),
    ).toEqual([
      'error edges.0.to: there is no node "chekc"; did you mean "check"?',
      'error edges.2.from: there is no node "x"',
    ]);
  });

  test("that are there twice are a problem, also when one of them says the default", () => {
    expect(problemsOf(graph({ a: stage, b: stage }, ["a>b", "a>b:success", "a>b:failure"]))).toEqual([
      'error edges.1: an edge from "a" to "b" on success is there already: edges[0]',
    ]);
  });

  test("on outcomes that their source never has are a problem", () => {
    const nodes = { a: { kind: "condition", if: "true" }, b: stage };
    expect(problemsOf(graph(nodes, ["a>b:true", "a>b", "b>b:false"])).slice(0, 2)).toEqual([
      expect.stringContaining(
        "error edges.1.on: a condition never ends in success; say `on`: one of true, false",
      ),
      expect.stringContaining("error edges.2.on: a stage never ends in false"),
    ]);
  });

  test("on skipped or exhausted need something that can be", () => {
    expect(problemsOf(graph({ a: stage, b: stage }, ["a>b:skipped", "a>b:exhausted"]))).toEqual([
      'error edges.0.on: is never taken: "a" is never skipped, as it has neither `when` nor a join that says so',
      'error edges.1.on: is never taken: "a" has no edge with `maxVisits`',
    ]);
  });

  test("on skipped may follow a step that is skipped because what it waits for went another way", () => {
    const nodes = { c: { kind: "condition", if: "true" }, a: stage, b: stage };
    const all = { ...nodes, a: { ...stage, join: { strategy: "all" } } };
    const edges = ["c>a:true", "c>c2:false", "a>b:skipped"];
    const never = (of: Record<string, unknown>) =>
      problemsOf(graph(of, edges)).filter((one) => one.includes("never skipped"));
    expect(never({ ...nodes, c2: stage })).toEqual([]);
    expect(never({ ...all, c2: stage })).toHaveLength(1);
  });

  test("a start that is no node, or is there twice, is a problem", () => {
    expect(problemsOf({ ...graph({ a: stage }, []), start: ["a", "b", "a"] })).toEqual([
      'error start.1: there is no node "b"; did you mean "a"?',
      'error start.2: "a" begins the run already',
    ]);
  });
});

describe("loops", () => {
  test("without a bound are told with the way round", () => {
    expect(problemsOf(graph({ a: stage, b: stage, c: stage }, ["a>b", "b>c", "c>a:failure"]))).toEqual([
      "error edges.2: a loop without bound: a → b → c → a; give the edge that goes back `maxVisits`",
    ]);
    expect(problemsOf(graph({ a: stage }, ["a>a:failure"]))[0]).toContain("a → a");
  });

  test("with a bounded edge are fine", () => {
    expect(problemsOf(graph({ a: stage, b: stage }, ["a>b", "b>a:failure*3"]))).toEqual([]);
  });
});

test("a node that no edge leads to is told, and one in an unreached loop, too", () => {
  expect(problemsOf(graph({ a: stage, b: stage, c: stage }, ["b>c", "c>b:success*2"]))).toEqual([
    "error nodes.b: is never reached: no edge leads here from a start",
    "error nodes.c: is never reached: no edge leads here from a start",
  ]);
});

describe("joins", () => {
  const choice = { c: { kind: "condition", if: "true" }, yes: stage, no: stage };
  const ways = ["c>yes:true", "c>no:false", "yes>j", "no>j"];
  const join = (policy: object) => ({ kind: "join", join: policy });

  test("of all branches of a choice can never be satisfied", () => {
    expect(problemsOf(graph({ ...choice, j: join({ strategy: "all" }) }, ways))).toEqual([
      expect.stringContaining(
        'error nodes.j.join: can never be satisfied: of the 2 edges it waits for, 1 at most can be taken in one run ("yes" needs true of "c", "no" needs false of "c")',
      ),
    ]);
    expect(problemsOf(graph({ ...choice, j: join({ strategy: "any" }) }, ways))).toEqual([]);
  });

  test("see a choice through any number of nodes behind it", () => {
    const nodes = { ...choice, more: stage, j: join({ strategy: "all" }) };
    const far = ["c>yes:true", "yes>more", "c>no:false", "more>j", "no>j"];
    expect(problemsOf(graph(nodes, far))).toEqual([expect.stringContaining("can never be satisfied")]);
    const both = [...far.slice(0, 4), "c>j:false"];
    expect(problemsOf(graph(nodes, both))).toEqual([expect.stringContaining("can never be satisfied")]);
  });

  test("success and failure of one node exclude each other, always does not", () => {
    const nodes = { a: stage, b: stage, d: stage, j: join({ strategy: "all" }) };
    expect(problemsOf(graph(nodes, ["a>b", "a>d:failure", "b>j", "d>j"]))).toHaveLength(1);
    expect(problemsOf(graph(nodes, ["a>b", "a>d:always", "b>j", "d>j"]))).toEqual([]);
  });

  test("branches that come together again before are no exclusion", () => {
    const nodes = { f: { kind: "fork" }, ...choice, both: stage, other: stage, j: join({ strategy: "all" }) };
    const edges = ["f>c", "f>other", "c>yes:true", "c>no:false", "yes>both", "no>both", "both>j", "other>j"];
    expect(problemsOf(graph(nodes, edges))).toEqual([]);
  });

  test("on a quorum count what can be taken at once", () => {
    const nodes = { f: { kind: "fork" }, ...choice, x: stage, j: join({ strategy: "quorum", atLeast: 3 }) };
    const edges = ["f>c", "f>x", ...ways, "x>j"];
    expect(problemsOf(graph(nodes, edges))).toEqual([
      expect.stringContaining("of the 3 edges it waits for, 2 at most"),
    ]);
    expect(problemsOf(graph({ ...nodes, j: join({ strategy: "quorum", atLeast: 2 }) }, edges))).toEqual([]);
  });

  test("that ask for more edges than there are, or say how many where it means nothing", () => {
    const nodes = (policy: object) => ({ f: { kind: "fork" }, a: stage, b: stage, j: join(policy) });
    const edges = ["f>a", "f>b", "a>j", "b>j"];
    expect(problemsOf(graph(nodes({ strategy: "quorum", atLeast: 3 }), edges))[0]).toContain("2 lead here");
    expect(problemsOf(graph(nodes({ strategy: "quorum" }), edges))[0]).toContain("needs `atLeast`");
    expect(problemsOf(graph(nodes({ strategy: "all", atLeast: 1 }), edges))[0]).toContain(
      "says nothing for `all`",
    );
  });

  test("of one edge are a warning", () => {
    expect(problemsOf(graph({ a: stage, j: join({ strategy: "all" }) }, ["a>j"]))).toEqual([
      "warning nodes.j.join: joins one edge; nothing is waited for",
    ]);
  });
});

describe("nodes", () => {
  test.each([
    [{ kind: "condition", if: "true" }, "decides nothing"],
    [{ kind: "fork" }, "begins no branches"],
    [{ kind: "wait" }, "one of `forMs` and `until`"],
    [{ kind: "wait", forMs: 1, until: "'2026-01-01T00:00:00Z'" }, "one of `forMs` and `until`"],
    [{ kind: "verify" }, "one of `command`, `review`, `subject`, and has none of them"],
    [{ kind: "verify", subject: "'a'" }, "would hold whatever it judges"],
    [{ kind: "verify", subject: "'a'", command: { argv: ["a"] } }, "has command and subject"],
    [{ kind: "reduce", items: "[1]" }, "one of `concat`, `template` and `stage`"],
    [{ kind: "reduce", concat: {} }, "one of `items` and `context`"],
    [{ kind: "map", do: stage }, "one of `items` and `context`"],
    [{ kind: "map", items: "[1]", do: stage, strategy: "quorum" }, "needs `atLeast`"],
    [
      { kind: "map", items: "[1]", do: stage, strategy: "quorum", atLeast: 5, maxItems: 2 },
      "2 items at most",
    ],
    [{ kind: "map", items: "[1]", do: { kind: "verify" } }, "one of `command`, `review`, `subject`"],
    [{ kind: "command", argv: ["ls"], cwd: "../up" }, "must lie in the workspace"],
    [{ ...stage, transcript: { from: "b" } }, 'there is no node "b"'],
    [{ ...stage, contract: { requiresTranscript: true } }, "can never be met"],
    [{ ...stage, contract: { inputs: { min: 2, max: 1 } }, context: {} }, "more than `max`"],
    [{ ...stage, contract: { inputs: { min: 1 } } }, "given no artifacts"],
    [{ ...stage, contract: { output: { repairTurns: 2 } } }, "no effect without `schema`"],
    [{ ...stage, context: { nodes: ["zz"] } }, 'there is no node "zz"'],
    [{ ...stage, context: { includeKinds: [] } }, "selects nothing"],
    [{ kind: "workflow", workflow: "ship" }, 'there is no workflow "ship"'],
  ])("%j: %s", (node, message) => {
    expect(problemsOf(graph({ a: node }, []))).toEqual([expect.stringContaining(message)]);
  });
});

describe("schemas of outputs", () => {
  const withSchema = (schema: object) => graph({ a: { ...stage, contract: { output: { schema } } } }, []);

  test.each([
    [{ type: "objekt" }, 'no type "objekt"'],
    [{ requried: ["a"] }, 'no keyword "requried"; did you mean "required"?'],
    [{ properties: { a: { pattern: "(a+)+" } } }, "`pattern` is not enforced"],
    [{ if: {} }, "`if` is not enforced"],
    [{ $ref: "#/$defs/none" }, "must name one of `$defs`"],
    [{ format: "colour" }, 'no format "colour"'],
  ])("%j would have no effect", (schema, message) => {
    expect(problemsOf(withSchema(schema))[0]).toContain(message);
  });
});

describe("calls of workflows", () => {
  const inner = {
    ...graph({ t: { kind: "command", argv: ["tag", "{{ inputs.what }}"] } }, []),
    inputs: { what: {} },
  };

  test("must give what is needed, and nothing else", () => {
    const call = (values: object) =>
      graph({ a: { kind: "workflow", workflow: "ship", with: values } }, [], { workflows: { ship: inner } });
    expect(problemsOf(call({ what: "'v1'" }))).toEqual([]);
    expect(problemsOf(call({}))).toEqual(['error nodes.a: "ship" needs the input "what"; give it in `with`']);
    expect(problemsOf(call({ what: "1", wat: "2" }))).toEqual([
      'error nodes.a.with.wat: "ship" takes no input "wat"',
    ]);
  });

  test("problems inside are told with their way there", () => {
    const broken = { ...inner, edges: [{ from: "t", to: "u" }] };
    const parsed = parseWorkflowGraph(graph({ a: stage }, [], { workflows: { ship: broken } }));
    if (!parsed.ok) throw new Error("no graph");
    expect(validateGraph(parsed.value, { reader: expressions })).toEqual([
      expect.objectContaining({ severity: "warning", path: ["workflows", "ship"] }),
      expect.objectContaining({ node: "ship", path: ["workflows", "ship", "edges", 0, "to"] }),
    ]);
  });
});
