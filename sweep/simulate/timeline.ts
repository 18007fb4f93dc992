import { handClock } from "../../src/testing/hand-clock.ts";

const START = "2026-01-01T00:00:00.000Z";
const START_MS = Date.parse(START);

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** The time of one schedule: it stands still while anybody has something to do, and then jumps. */
export class Timeline {
  readonly #hand = handClock(START);
  readonly #sleepers = new Set<Sleeper>();
  #said = { ms: Number.NaN, text: "" };

  get elapsedMs(): number {
    return this.#hand.monotonicMs();
  }

  /** ISO 8601 UTC, for a host whose clock is wrong by so much. */
  now(skewMs: number): string {
    const ms = START_MS + this.elapsedMs + skewMs;
    if (ms !== this.#said.ms) this.#said = { ms, text: new Date(ms).toISOString() };
    return this.#said.text;
  }

  uuid(): string {
    return this.#hand.uuid();
  }

  /** Calls `wake` once it is so late; never after the answer was disposed. */
  sleep(ms: number, wake: () => void): Disposable {
    const sleeper = { atMs: this.elapsedMs + ms, wake };
    this.#sleepers.add(sleeper);
    return { [Symbol.dispose]: () => void this.#sleepers.delete(sleeper) };
  }

  /** Moves to when the next one wants to wake, and wakes everybody whose time that is. False when nobody sleeps. */
  advance(): boolean {
    const nextMs = Math.min(...[...this.#sleepers].map(({ atMs }) => atMs));
    if (nextMs === Number.POSITIVE_INFINITY) return false;
    this.#hand.advance(Math.max(0, nextMs - this.elapsedMs));
    for (const sleeper of [...this.#sleepers].filter(({ atMs }) => atMs <= nextMs)) {
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    return true;
  }
}
