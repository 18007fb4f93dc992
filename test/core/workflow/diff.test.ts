import { expect, test } from "vitest";
import { diffGraphs } from "../../../src/core/workflow/diff/diff-graphs.ts";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import { parseWorkflowGraph } from "../../../src/wire/workflow/graph-schema.ts";

const stage = { kind: "stage", prompt: "Do" };
const chain = {
  version: 1,
  name: "g",
  start: ["a"],
  nodes: { a: stage, b: stage, c: stage, other: { kind: "command", argv: ["ls"] } },
  edges: [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "a", to: "other" },
  ],
};

function graph(value: object): WorkflowGraph {
  const parsed = parseWorkflowGraph(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function diff(after: object, before: object = chain) {
  return diffGraphs(graph(before), graph({ ...chain, ...after }));
}

test("the order in which a workflow says things is no difference", () => {
  const nodes = Object.fromEntries(Object.entries(chain.nodes).toReversed());
  const found = diff({ nodes, edges: chain.edges.toReversed() });
  expect(found).toMatchObject({ nodes: { changed: [] }, edges: { added: [], removed: [] }, settings: [] });
  expect(found.results).toMatchObject({ dependent: [], again: [] });
});

test("an edited node is done again, what comes after it may be, and nothing else", () => {
  const found = diff({ nodes: { ...chain.nodes, b: { ...stage, prompt: "Do it well" } } });
  expect(found.nodes).toEqual({ added: [], removed: [], changed: [{ id: "b", fields: ["prompt"] }] });
  expect(found.results).toEqual({ kept: ["a", "other"], dependent: ["c"], again: ["b"] });
});

test("a new title or label costs nothing, a new condition may change what comes after", () => {
  expect(diff({ nodes: { ...chain.nodes, b: { ...stage, title: "B" } } }).results).toMatchObject({
    dependent: [],
  });
  const when = diff({ nodes: { ...chain.nodes, b: { ...stage, when: "visit < 2" } } });
  expect(when.results).toEqual({ kept: ["a", "other"], dependent: ["b", "c"], again: [] });
});

test("nodes and edges that came, went or are bounded otherwise are told", () => {
  const { c: _, ...without } = chain.nodes;
  const edges = [
    { from: "a", to: "b" },
    { from: "b", to: "d" },
    { from: "d", to: "b", on: "failure", maxVisits: 2 },
  ];
  const found = diff({ nodes: { ...without, d: stage }, edges });
  expect(found.nodes).toMatchObject({ added: ["d"], removed: ["c"] });
  expect(found.edges.added).toEqual(edges.slice(1));
  expect(found.edges.removed).toEqual([chain.edges[1], chain.edges[2]]);
  expect(found.results.again).toEqual(["d"]);
  const again = { ...chain, nodes: { ...without, d: stage }, edges };
  const [, , back] = edges;
  const bound = diff({ ...again, edges: [...edges.slice(0, 2), { ...back, maxVisits: 5 }] }, again);
  expect(bound.edges.changed).toEqual([{ before: back, after: { ...back, maxVisits: 5 } }]);
});

test("settings of the whole are told by name, and concern whom they concern", () => {
  const found = diff({ model: "openai/gpt-5.2", budgets: { tokens: 5 } });
  expect(found.settings).toEqual(["model", "budgets"]);
  expect(found.results).toEqual({ kept: [], dependent: ["a", "b", "c", "other"], again: [] });
  expect(diff({ budgets: { tokens: 5 } }).results.kept).toEqual(["a", "b", "c", "other"]);
});

test("a node that calls a changed workflow is done again", () => {
  const calls = (argv: readonly string[]) => ({
    ...chain,
    nodes: { ...chain.nodes, b: { kind: "workflow", workflow: "w" } },
    workflows: { w: { version: 1, name: "w", start: ["t"], nodes: { t: { kind: "command", argv } } } },
  });
  const found = diff(calls(["ls", "-a"]), calls(["ls"]));
  expect(found.settings).toEqual(["workflows.w"]);
  expect(found.results).toEqual({ kept: ["a", "other"], dependent: ["c"], again: ["b"] });
});
