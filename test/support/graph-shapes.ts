import type { WorkflowGraph } from "../../src/core/workflow/graph.ts";

/** Nodes that do nothing, each after the one before it. */
export function rowOf(size: number): WorkflowGraph {
  const names = namesOf(size);
  return forks(
    names,
    names.slice(1).map((to, index) => ({ from: `n${index}`, to })),
  );
}

/** Nodes that do nothing side by side, after one and before a join of all of them. */
export function joinOf(size: number): WorkflowGraph {
  const names = namesOf(size);
  const edges = names.flatMap((name) => [
    { from: "a", to: name },
    { from: name, to: "z" },
  ]);
  const graph = forks(["a", ...names], edges);
  return { ...graph, nodes: { ...graph.nodes, z: { kind: "join", join: { strategy: "all" } } } };
}

function namesOf(size: number): readonly string[] {
  return Array.from({ length: size }, (_, index) => `n${index}`);
}

function forks(names: readonly string[], edges: WorkflowGraph["edges"]): WorkflowGraph {
  return {
    version: 1,
    name: "g",
    inputs: {},
    outputs: {},
    start: [names[0] ?? ""],
    nodes: Object.fromEntries(names.map((name) => [name, { kind: "fork" as const }])),
    edges,
  };
}
