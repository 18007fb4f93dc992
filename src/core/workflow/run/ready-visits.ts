import type { Visit } from "./visit.ts";

/**
 * Visits that may begin, in the order in which they came to that. Those whose work is in the files that the
 * run shares stand in a line of their own, so that none of them is in the way of the others.
 */
export class ReadyVisits implements Iterable<Visit> {
  readonly #needsFiles: (visit: Visit) => boolean;
  readonly #alone = new Map<string, Visit>();
  readonly #beside = new Map<string, Visit>();

  constructor(needsFiles: (visit: Visit) => boolean) {
    this.#needsFiles = needsFiles;
  }

  get size(): number {
    return this.#alone.size + this.#beside.size;
  }

  add(visit: Visit): void {
    (this.needsFiles(visit) ? this.#alone : this.#beside).set(visit.id, visit);
  }

  delete(id: string): void {
    this.#alone.delete(id);
    this.#beside.delete(id);
  }

  has(id: string): boolean {
    return this.#alone.has(id) || this.#beside.has(id);
  }

  needsFiles(visit: Visit): boolean {
    return visit.missing === undefined && this.#needsFiles(visit);
  }

  /** In the order in which they may begin, with only the first of those that work in the shared files. */
  *inTurn(): Generator<Visit> {
    const [alone] = this.#alone.values();
    if (alone !== undefined) yield alone;
    yield* this.#beside.values();
  }

  *[Symbol.iterator](): Iterator<Visit> {
    yield* this.#alone.values();
    yield* this.#beside.values();
  }
}
