import type { WorkflowGraph } from "../src/core/workflow/graph.ts";
import { newRun, scheduleOf, withEvent } from "../src/core/workflow/run/run.ts";
import { joinOf, rowOf } from "../test/support/graph-shapes.ts";

const SIZES = [10, 100, 1_000, 10_000] as const;
const AT = "2026-01-01T00:00:00.000Z";

/**
 * What scheduling costs for each node of a run: a row of nodes, and a join of as many branches. `looked` counts
 * edges looked at, which does not depend on the machine; the time is of folding and deciding alone.
 */
export async function run(): Promise<Record<string, unknown>> {
  const rows = SIZES.flatMap((size) => [
    measured("row", size, rowOf(size)),
    measured("join", size, joinOf(size)),
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
