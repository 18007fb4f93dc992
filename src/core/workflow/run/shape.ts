import { isForward } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";

/** Places of edges in `graph.edges`, looked up from either end. */
export interface Shape {
  readonly graph: WorkflowGraph;
  readonly out: ReadonlyMap<string, readonly number[]>;
  /** Forward edges alone: those that a join waits for. */
  readonly into: ReadonlyMap<string, readonly number[]>;
  /** Nodes that a bounded edge can have visited again, whatever was closed before them. */
  readonly looped: ReadonlySet<string>;
}

/** Made once for a graph: costs O(graph). */
export function shapeOf(graph: WorkflowGraph): Shape {
  const known = shapes.get(graph);
  if (known !== undefined) return known;
  const out = new Map<string, number[]>();
  const into = new Map<string, number[]>();
  for (const [index, edge] of graph.edges.entries()) {
    listed(out, edge.from, index);
    if (isForward(edge)) listed(into, edge.to, index);
  }
  const plain = { graph, out, into, looped: new Set<string>() };
  const targets = graph.edges.filter((edge) => !isForward(edge)).map(({ to }) => to);
  const looped = new Set(targets.flatMap((target) => [...behind(plain, target)]));
  const shape = { ...plain, looped };
  shapes.set(graph, shape);
  return shape;
}

const shapes = new WeakMap<WorkflowGraph, Shape>();

function listed(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}

/** A node and all that can be reached from it by forward edges. */
export function behind({ graph, out }: Shape, node: string): ReadonlySet<string> {
  return reached([node], (from) =>
    (out.get(from) ?? []).flatMap((index) => {
      const edge = graph.edges[index];
      return edge !== undefined && isForward(edge) ? [edge.to] : [];
    }),
  );
}

/** All that comes before a node, by edges of either sort; itself only in a loop. */
export function before(shape: Shape, node: string): ReadonlySet<string> {
  const sources = sourcesOf(shape.graph);
  return reached(sources.get(node) ?? [], (at) => sources.get(at) ?? []);
}

function reached(from: readonly string[], next: (node: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from);
  for (const node of seen) for (const other of next(node)) seen.add(other); // a set walks what is added meanwhile
  return seen;
}

function sourcesOf(graph: WorkflowGraph): ReadonlyMap<string, readonly string[]> {
  const known = sources.get(graph);
  if (known !== undefined) return known;
  const made = new Map<string, string[]>();
  for (const { from, to } of graph.edges) made.set(to, [...(made.get(to) ?? []), from]);
  sources.set(graph, made);
  return made;
}

const sources = new WeakMap<WorkflowGraph, ReadonlyMap<string, readonly string[]>>();
