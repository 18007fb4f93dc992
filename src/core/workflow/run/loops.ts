import type { EdgeStates } from "./edge-states.ts";
import type { ForwardEdges } from "./forward-edges.ts";
import type { MapBranches } from "./map-branches.ts";
import { behind, type Shape } from "./shape.ts";
import type { Visit } from "./visit.ts";
import type { Visits } from "./visits.ts";

/** The bounded edges of a run, and what taking one makes undecided again. E3 and E4 of the graph. */
export class Loops {
  readonly #shape: Shape;
  readonly #edges: EdgeStates;
  readonly #visits: Visits;
  readonly #maps: MapBranches;
  readonly #forward: ForwardEdges;
  /** Those that used up their visits, with who would have taken them. */
  readonly #exhausted: { readonly edge: number; readonly by: Visit }[] = [];

  constructor(
    shape: Shape,
    {
      edges,
      visits,
      maps,
      forward,
    }: { edges: EdgeStates; visits: Visits; maps: MapBranches; forward: ForwardEdges },
  ) {
    this.#shape = shape;
    this.#edges = edges;
    this.#visits = visits;
    this.#maps = maps;
    this.#forward = forward;
  }

  /** Why the run goes no further, when one is to be taken that may not. */
  get limit(): string | undefined {
    const [first] = this.#exhausted;
    const edge = first === undefined ? undefined : this.#shape.graph.edges[first.edge];
    if (edge === undefined) return undefined;
    return `the edge from ${edge.from} to ${edge.to} was taken ${edge.maxVisits} times (maxVisits), and nothing says what follows then`;
  }

  isSpent(index: number): boolean {
    return this.#edges.uses(index) >= (this.#shape.graph.edges[index]?.maxVisits ?? Number.POSITIVE_INFINITY);
  }

  /** Nothing says what follows instead. */
  exhaust(edges: readonly number[], by: Visit): void {
    this.#exhausted.push(...edges.map((edge) => ({ edge, by })));
  }

  leadsBefore(index: number, node: string): boolean {
    const edge = this.#shape.graph.edges[index];
    return edge !== undefined && behind(this.#shape, edge.to).has(node);
  }

  /** E3. Answers which nodes are undecided again. */
  take(index: number, by: Visit): ReadonlySet<string> {
    const edge = this.#shape.graph.edges[index];
    if (edge === undefined) return new Set();
    this.#edges.use(index);
    const region = this.#edges.reset(edge.to);
    this.#visits.withdraw(({ node }) => region.has(node));
    for (const [id, { visit }] of this.#visits.running) if (region.has(visit.node)) this.#supersede(id);
    this.#forward.begin(edge.to, [by.id]);
    return region;
  }

  /** A person had the run go on: their bounds count anew. */
  resume(): void {
    for (const { edge, by } of this.#exhausted.splice(0)) {
      this.#edges.allowAgain(edge);
      this.take(edge, by);
    }
  }

  #supersede(id: string): void {
    this.#maps.supersede(id);
    this.#visits.ending.add(id);
  }
}
