import type { WorkflowGraph } from "../graph.ts";
import { MapProgress } from "./map-progress.ts";
import { USUAL_CONCURRENCY } from "./usual-concurrency.ts";
import type { Ended, Visit } from "./visit.ts";
import type { Visits } from "./visits.ts";

/** The maps of a run, and which of their branches may begin or are to end. M1 to M5 of the graph. */
export class MapBranches {
  readonly #graph: WorkflowGraph;
  readonly #visits: Visits;
  readonly #maps = new Map<string, MapProgress>();
  /** Maps that need no more of their branches. */
  readonly decided = new Set<string>();

  constructor(graph: WorkflowGraph, visits: Visits) {
    this.#graph = graph;
    this.#visits = visits;
  }

  get(visit: string): MapProgress | undefined {
    return this.#maps.get(visit);
  }

  begin(visit: Visit, total: number): void {
    const node = this.#graph.nodes[visit.node];
    if (node?.kind !== "map") throw new Error(`${visit.node} is no map`);
    if (this.#maps.has(visit.id)) return;
    const { maxConcurrency = USUAL_CONCURRENCY } = this.#graph;
    const map = new MapProgress(visit, node, total, maxConcurrency);
    this.#maps.set(visit.id, map);
    this.#advance(map);
  }

  /** A branch of one is over. */
  ended(of: string, index: number, ended: Ended): void {
    const map = this.#maps.get(of);
    map?.ended(index, ended);
    if (map !== undefined) this.#advance(map);
  }

  /** Those of its branches that did not succeed may begin again. */
  reopen(map: MapProgress): void {
    map.reopen();
    const last = this.#visits.ended.findLast(({ visit }) => visit.id === map.visit.id)?.started;
    if (last !== undefined) this.#visits.running.set(map.visit.id, last);
    this.#advance(map);
  }

  /** A map has no work of its own to end: it is over at once. */
  supersede(visit: string): void {
    if (this.#maps.has(visit)) this.decided.add(visit);
  }

  /** Whether what becomes of a branch counts for its map. */
  wants(map: string): boolean {
    return this.#visits.running.has(map) && !this.decided.has(map);
  }

  #advance(map: MapProgress): void {
    if (!map.isDecided) {
      for (const branch of map.next()) this.#visits.await(branch);
      return;
    }
    this.decided.add(map.visit.id);
    this.#endBelow(map.visit.id);
  }

  /** Branches of it that are under way are brought to an end, and others do not begin. */
  #endBelow(map: string): void {
    this.#visits.withdraw(({ branch }) => branch?.of === map);
    for (const [id, { visit }] of this.#visits.running)
      if (visit.branch?.of === map) this.#visits.ending.add(id);
  }
}
