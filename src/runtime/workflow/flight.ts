/** What is under way for a workflow in this process, by visit. */
export class Flight {
  readonly #under = new Map<string, Promise<void>>();
  readonly #broken: unknown[] = [];
  #changed = Promise.withResolvers<void>();
  #coming: Promise<void> | undefined;

  get size(): number {
    return this.#under.size;
  }

  /** As they are now; costs as many as there are. */
  get visits(): ReadonlySet<string> {
    return new Set(this.#under.keys());
  }

  start(visit: string, work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => void this.#broken.push(error))
      .then(() => {
        this.#under.delete(visit);
        this.#changed.resolve();
      });
    this.#under.set(visit, done);
  }

  /**
   * Resolves once something that was under way is over, and with it whatever ends at the same time. Rejects
   * with how it broke. Whoever looks at something else in between waits on for the same.
   */
  news(): Promise<void> {
    this.#coming ??= this.#next().finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  async #next(): Promise<void> {
    await this.#changed.promise;
    for (let before = this.size + 1; this.size < before; ) {
      before = this.size;
      for (let turn = 0; turn < TURNS; turn++) await undefined;
    }
    this.#changed = Promise.withResolvers();
    this.#throwBroken();
  }

  /** Resolves once nothing is under way. Rejects with how something broke. */
  async over(): Promise<void> {
    await Promise.all(this.#under.values());
    this.#throwBroken();
  }

  #throwBroken(): void {
    if (this.#broken.length > 0) throw this.#broken[0];
  }
}

/** Turns of the queue within which those that end together do. */
const TURNS = 16;
