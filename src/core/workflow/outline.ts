import { branchOf, type Edge } from "./edge.ts";
import type { WorkflowGraph } from "./graph.ts";
import type { WorkflowNode } from "./node.ts";

/** One line of a workflow's tree: a node where it is first come to, or a mention of one that is shown above. */
export interface OutlineLine {
  readonly depth: number;
  readonly id: string;
  readonly node: WorkflowNode;
  /** The edge that leads here; absent for a start. */
  readonly edge?: Edge;
  readonly isShownAbove: boolean;
}

/**
 * The workflow as a tree from its starts, each node once. A node with a single way on goes on at the same
 * depth, so that a chain is a list; branches are indented.
 */
export function outline(graph: WorkflowGraph): readonly OutlineLine[] {
  const nodes = new Map(Object.entries(graph.nodes));
  const out = Map.groupBy(graph.edges, ({ from }) => from);
  const shown = new Set<string>();
  const lines: OutlineLine[] = [];
  const stack = graph.start.map((id): Visit => ({ id, depth: 0 })).toReversed();
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { id, depth, edge } = visit;
    const node = nodes.get(id);
    if (node === undefined) continue;
    const isShownAbove = shown.has(id);
    lines.push({ depth, id, node, isShownAbove, ...(edge === undefined ? {} : { edge }) });
    if (isShownAbove) continue;
    shown.add(id);
    const ways = out.get(id) ?? [];
    const isChain = ways.length === 1 && ways.every((way) => branchOf(way) === "success");
    for (const way of ways.toReversed())
      stack.push({ id: way.to, depth: isChain ? depth : depth + 1, edge: way });
  }
  return lines;
}

interface Visit {
  readonly id: string;
  readonly depth: number;
  readonly edge?: Edge;
}
