import type { Branch } from "../branch.ts";
import type { Edge } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import { isName, NAME_FORM } from "../name.ts";
import type { WorkflowNode } from "../node.ts";
import { needsOf } from "./needs-of.ts";
import { placeOf } from "./nodes.ts";
import type { Place } from "./options.ts";

/** The graph with one step more, behind those that it needs. */
export function withStep<P extends Place<string>>(
  graph: WorkflowGraph,
  id: string,
  said: P,
  node: (said: P) => WorkflowNode,
): WorkflowGraph {
  if (!isName(id)) throw new TypeError(`"${id}" is no name of a step: ${NAME_FORM}.`);
  const edges = needsOf(said).map(([from, on]) => edgeTo(graph, id, from, on));
  return {
    ...graph,
    start: edges.length === 0 ? [...graph.start, id] : graph.start,
    nodes: { ...graph.nodes, [id]: { ...placeOf(said, edges.length), ...node(said) } },
    edges: [...graph.edges, ...edges],
  };
}

/** What comes after a condition comes when it does not go back. */
function edgeTo({ nodes }: WorkflowGraph, to: string, from: string, on: Branch | undefined): Edge {
  const branch = on ?? (nodes[from]?.kind === "condition" ? "false" : "success");
  return { from, to, ...(branch === "success" ? {} : { on: branch }) };
}
