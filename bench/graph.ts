import type { WorkflowGraph } from "../src/core/workflow/graph.ts";
import { newRun, scheduleOf, withEvent } from "../src/core/workflow/run/run.ts";

const SIZES = [10, 100, 1_000, 10_000] as const;
const AT = "2026-01-01T00:00:00.000Z";

/**
 * What scheduling costs for each node of a run: a row of nodes, and a join of as many branches. `looked` counts
 * edges looked at, which does not depend on the machine; the time is of folding and deciding alone.
 */
export async function run(): Promise<Record<string, unknown>> {
  const rows = SIZES.flatMap((size) => [
    measured("row", size, row(size)),
    measured("join", size, join(size)),
  ]);
  return { rows };
}

function measured(shape: string, size: number, graph: WorkflowGraph) {
  let run = newRun(graph, 1, false);
  const started = performance.now();
  for (let seq = 1; ; seq++) {
    const [visit] = scheduleOf(run).ready;
    if (visit === undefined) break;
    const { id, node } = visit;
    run = withEvent(run, {
      record: { type: "node.settled", visit: id, node, outcome: "success", key: "" },
      at: AT,
      seq,
    });
  }
  const { looked, ended } = scheduleOf(run);
  const microseconds = ((performance.now() - started) * 1_000) / ended.length;
  return {
    shape,
    nodes: ended.length,
    size,
    lookedPerNode: looked / ended.length,
    microsecondsPerNode: microseconds,
  };
}

function row(size: number): WorkflowGraph {
  const names = Array.from({ length: size }, (_, index) => `n${index}`);
  return graphOf(
    names,
    names.slice(1).map((to, index) => ({ from: `n${index}`, to })),
  );
}

function join(size: number): WorkflowGraph {
  const names = Array.from({ length: size }, (_, index) => `n${index}`);
  const edges = names.flatMap((name) => [
    { from: "a", to: name },
    { from: name, to: "z" },
  ]);
  const graph = graphOf(["a", ...names], edges);
  return { ...graph, nodes: { ...graph.nodes, z: { kind: "join", join: { strategy: "all" } } } };
}

function graphOf(names: readonly string[], edges: WorkflowGraph["edges"]): WorkflowGraph {
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
