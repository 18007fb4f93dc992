import { type Edge, isForward } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import type { WorkflowNode } from "../node.ts";
import { type MayPrecede, precedenceOf } from "../precedence.ts";

/** An edge and its place in the list. */
export interface PlacedEdge {
  readonly edge: Edge;
  readonly at: number;
}

/** A graph whose neighbours are found at once. Edges with an end that is no node are left out. */
export interface GraphIndex {
  readonly graph: WorkflowGraph;
  readonly ids: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly node: (id: string) => WorkflowNode | undefined;
  readonly out: (id: string) => readonly PlacedEdge[];
  readonly into: (id: string) => readonly PlacedEdge[];
  /** Whether a node may have ended before another begins. Worked out when it is first asked. */
  readonly mayPrecede: (before: string, after: string) => boolean;
}

export function indexOf(graph: WorkflowGraph): GraphIndex {
  const nodes = new Map(Object.entries(graph.nodes));
  const out = new Map<string, PlacedEdge[]>();
  const into = new Map<string, PlacedEdge[]>();
  for (const [at, edge] of graph.edges.entries()) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    put(out, edge.from, { edge, at });
    put(into, edge.to, { edge, at });
  }
  const ids = [...nodes.keys()];
  const numbers = new Map(ids.map((id, number) => [id, number]));
  let precedence: MayPrecede | undefined;
  const index: GraphIndex = {
    graph,
    ids,
    numbers,
    node: (id) => nodes.get(id),
    out: (id) => out.get(id) ?? [],
    into: (id) => into.get(id) ?? [],
    mayPrecede: (before, after) => {
      precedence ??= precedenceOf(successors(index));
      return precedence(numbers.get(before) ?? -1, numbers.get(after) ?? -1);
    },
  };
  return index;
}

/** Incoming edges that its join waits for. */
export function awaited({ into }: GraphIndex, id: string): readonly PlacedEdge[] {
  return into(id).filter(({ edge }) => isForward(edge));
}

/** For every node, by number, those that its edges lead to. */
export function successors(
  { ids, numbers, out }: GraphIndex,
  counts: (edge: Edge) => boolean = () => true,
): readonly (readonly number[])[] {
  return ids.map((id) => out(id).flatMap(({ edge }) => (counts(edge) ? [numbers.get(edge.to) ?? 0] : [])));
}

function put<T>(into: Map<string, T[]>, key: string, value: T): void {
  const before = into.get(key);
  if (before === undefined) into.set(key, [value]);
  else before.push(value);
}
