import type { GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, ofNode } from "./graph-problem.ts";

/** Nodes that no run ever comes to. */
export function reachProblems(index: GraphIndex): readonly GraphProblem[] {
  const reached = reachable(index);
  return index.ids
    .filter((id) => !reached.has(id))
    .flatMap((id) =>
      ofNode(id, [graphError(["nodes", id], "is never reached: no edge leads here from a start")]),
    );
}

function reachable({ graph, out, node }: GraphIndex): ReadonlySet<string> {
  const reached = new Set(graph.start.filter((id) => node(id) !== undefined));
  for (const id of reached) for (const { edge } of out(id)) reached.add(edge.to);
  return reached;
}
