import type { MapBranches } from "./map-branches.ts";
import type { Ended, Visit } from "./visit.ts";
import type { Visits } from "./visits.ts";

/** Why a run goes no further. */
export interface Stop {
  readonly visit: Visit;
  readonly reason: string;
}

/** What failed in a run, and what was ended because of that. W2 of the graph, and S2 of the schedule. */
export class Failures {
  readonly #visits: Visits;
  readonly #maps: MapBranches;
  readonly #failed: Visit[] = [];
  /** Ended because the run failed: they go on when it is resumed. */
  readonly #cutOff: Visit[] = [];
  #first: Stop | undefined;

  constructor(visits: Visits, maps: MapBranches) {
    this.#visits = visits;
    this.#maps = maps;
  }

  get first(): Stop | undefined {
    return this.#first;
  }

  /** Nothing new begins, and what is under way is asked to end. */
  add(visit: Visit, reason: string): void {
    this.#failed.push(visit);
    this.#first ??= { visit, reason };
    for (const [id, { started }] of this.#visits.running)
      if (started.items === undefined) this.#visits.ending.add(id);
    this.#visits.readyDelayed();
  }

  /** It was to be ended. Whether it came to its end by itself before that, and counts. */
  countsStill({ visit, settled }: Ended): boolean {
    const counts = this.#first !== undefined && settled.outcome === "success" && this.#isOfThisPass(visit);
    if (counts) this.#visits.ending.delete(visit.id);
    return counts;
  }

  /** S2 */
  cut(visit: Visit): void {
    this.#visits.ending.delete(visit.id);
    if (this.#first !== undefined && this.#isOfThisPass(visit)) this.#cutOff.push(visit);
  }

  /** What failed is tried again, and what was cut off goes on. */
  resume(): void {
    this.#first = undefined;
    for (const visit of this.#failed.splice(0)) this.#again(visit);
    for (const visit of this.#cutOff.splice(0)) this.#visits.ready.add(visit);
  }

  #again(visit: Visit): void {
    const map = this.#maps.get(visit.id);
    if (map === undefined) this.#visits.ready.add(visit);
    else this.#maps.reopen(map);
  }

  #isOfThisPass(visit: Visit): boolean {
    return visit.branch === undefined ? this.#visits.isNewest(visit) : this.#maps.wants(visit.branch.of);
  }
}
