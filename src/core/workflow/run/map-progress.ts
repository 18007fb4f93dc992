import type { MapNode, MapStrategy } from "../map-node.ts";
import type { Ended, Visit } from "./visit.ts";

/** How far the branches of one visit of a map are. Each change costs O(1), however many items there are. */
export class MapProgress {
  readonly visit: Visit;
  readonly total: number;
  /** Successes that it takes. */
  readonly needed: number;
  readonly #most: number;
  readonly #results: (Ended | undefined)[];
  #todo: readonly number[] | undefined;
  #next = 0;
  #under = 0;
  #succeeded = 0;
  #failed = 0;

  constructor(visit: Visit, node: MapNode, total: number, usualMost: number) {
    this.visit = visit;
    this.total = total;
    this.needed = neededOf(node, total);
    this.#most = node.maxConcurrency ?? usualMost;
    this.#results = [];
  }

  /** Enough of them succeeded, or so many did not that it cannot be reached any more. */
  get isDecided(): boolean {
    return this.isReached || this.total - this.#failed < this.needed;
  }

  get isReached(): boolean {
    return this.#succeeded >= this.needed;
  }

  get succeeded(): number {
    return this.#succeeded;
  }

  /** In the order of the items. */
  get results(): readonly (Ended | undefined)[] {
    return this.#results;
  }

  /** Branches that may begin now, in the order of the items. */
  next(): readonly Visit[] {
    const branches: Visit[] = [];
    while (!this.isDecided && this.#under < this.#most && this.#next < this.#length) {
      const index = this.#todo === undefined ? this.#next : (this.#todo[this.#next] ?? 0);
      branches.push(branchOf(this.visit, index));
      this.#next += 1;
      this.#under += 1;
    }
    return branches;
  }

  ended(index: number, ended: Ended): void {
    this.#under -= 1;
    this.#results[index] = ended;
    if (ended.settled.outcome === "success") this.#succeeded += 1;
    else this.#failed += 1;
  }

  /** Those that did not succeed are to be done again, and nothing else. */
  reopen(): void {
    this.#todo = Array.from({ length: this.total }, (_, index) => index).filter(
      (index) => this.#results[index]?.settled.outcome !== "success",
    );
    this.#next = 0;
    this.#under = 0;
    this.#failed = 0;
  }

  get #length(): number {
    return this.#todo?.length ?? this.total;
  }
}

/** No item at all is a success of `all`, and a failure of the others. */
function neededOf(node: MapNode, total: number): number {
  const { atLeast = 1 } = node;
  const strategy: MapStrategy = node.strategy ?? "all";
  switch (strategy) {
    case "all":
      return total;
    case "first":
      return 1;
    case "quorum":
      return atLeast;
  }
}

function branchOf(map: Visit, index: number): Visit {
  const { id, node, number } = map;
  return { id: `${id}/${index}`, node, number, from: [id], branch: { of: id, index } };
}
