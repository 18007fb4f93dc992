import { LegateError } from "../ports/failure.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

export const DEFAULT_MAX_QUEUED = 10_000;
const COUNT_EVERY_MS = 1000;

/**
 * How many workers may wait for a place, of all that share a store. They are counted once a second and when
 * the bound seems reached, not at every spawn: in between, each admission counts as one that waits.
 */
export class QueueBound {
  readonly #ports: Pick<RuntimePorts, "store" | "clock">;
  readonly #most: number;
  #counted = 0;
  #admitted = 0;
  /** Of those admitted, the ones that no count can have found: they are not written yet. */
  #unwritten = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: Pick<RuntimePorts, "store" | "clock">, most = DEFAULT_MAX_QUEUED) {
    this.#ports = ports;
    this.#most = most;
  }

  /** Rejects with `queue-full` when one more would be too many. To be disposed once it is written, or is not to be. */
  async admit(): Promise<Disposable> {
    const { store, clock } = this.#ports;
    const stale = clock.monotonicMs() - this.#countedAt >= COUNT_EVERY_MS;
    if (stale || this.#counted + this.#admitted >= this.#most) {
      this.#counted = await store.count({ statuses: ["queued"], free: true });
      this.#admitted = this.#unwritten;
      this.#countedAt = clock.monotonicMs();
    }
    if (this.#counted + this.#admitted >= this.#most) throw full(this.#counted + this.#admitted, this.#most);
    this.#admitted += 1;
    this.#unwritten += 1;
    return {
      [Symbol.dispose]: () => {
        this.#unwritten -= 1;
      },
    };
  }
}

function full(queued: number, maxQueued: number): LegateError {
  const message = `${queued} workers wait for a place already, and no more than ${maxQueued} may (maxQueued); no worker was made. Wait until some have begun, or close some.`;
  return new LegateError("queue-full", message, { details: { queued, maxQueued } });
}
