import { describe, expect, test } from "vitest";
import { NODE_KINDS } from "../../../src/core/workflow/node-kind.ts";
import { parseWorkflowGraph } from "../../../src/wire/workflow/graph-schema.ts";
import { aGraphOfEveryKind } from "./a-graph-of-every-kind.ts";

const smallest = { version: 1, name: "small", start: ["a"], nodes: { a: { kind: "fork" } } };

function problemsOf(value: unknown): readonly string[] {
  const parsed = parseWorkflowGraph(value);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the JSON form of a workflow", () => {
  test("has every kind of node, and reading what was read changes nothing", () => {
    const parsed = parseWorkflowGraph(aGraphOfEveryKind);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const kinds = new Set(Object.values(parsed.value.nodes).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([...NODE_KINDS].sort());
    expect(parseWorkflowGraph(JSON.parse(JSON.stringify(parsed.value)))).toEqual(parsed);
  });

  test("an unknown kind is an error and no stage", () => {
    expect(problemsOf({ ...smallest, nodes: { a: { kind: "stgae", prompt: "x" } } })).toEqual([
      expect.stringContaining('nodes.a.kind: unknown value "stgae"; did you mean "stage"?'),
    ]);
  });

  test("a field that does nothing in its kind is a problem there", () => {
    const withRetry = {
      kind: "condition",
      if: "true",
      retry: { maxAttempts: 2, backoffMs: 1, multiplier: 1 },
    };
    expect(problemsOf({ ...smallest, nodes: { a: withRetry } })).toEqual([
      'nodes.a.retry: unknown field "retry"; known here: title, when, join, metadata, context, kind, if',
    ]);
  });

  test("a misspelt field of a nested map is told with the nearest of its kind", () => {
    const node = { kind: "map", items: "inputs.list", do: { kind: "command", argv: ["ls"], exitCode: [1] } };
    expect(problemsOf({ ...smallest, nodes: { a: node } })).toEqual([
      expect.stringContaining('nodes.a.do.exitCode: unknown field "exitCode"; did you mean "exitCodes"?'),
    ]);
  });

  test("a name of another form is a problem and never left out", () => {
    const nodes = JSON.parse('{"a":{"kind":"fork"},"__proto__":{"kind":"fork"},"b c":{"kind":"fork"}}');
    expect(problemsOf({ ...smallest, nodes })).toEqual([
      expect.stringContaining("nodes.__proto__: a name must be a letter"),
      expect.stringContaining("nodes.b c: a name must be a letter"),
    ]);
  });

  test("a later version is refused", () => {
    expect(problemsOf({ ...smallest, version: 2 })).toEqual([expect.stringContaining("version: ")]);
  });

  test("all problems are told at once", () => {
    expect(problemsOf({ ...smallest, nme: "x", edges: [{ from: "a", to: "b", on: "succes" }] })).toHaveLength(
      2,
    );
  });
});
