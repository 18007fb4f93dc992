import type { Clock } from "../ports/clock.ts";

/** A clock that stands still until it is moved, and whose names are the same in every run. */
export interface HandClock extends Clock {
  /** Moves time forward and wakes, in order, whoever slept until then or less. */
  advance(ms: number): void;
}

/**
 * @param start ISO 8601 UTC. @default 2026-01-01T00:00:00.000Z
 */
export function handClock(start = "2026-01-01T00:00:00.000Z"): HandClock {
  const origin = Date.parse(start);
  let elapsed = 0;
  let named = 0;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  return {
    now: () => new Date(origin + elapsed).toISOString(),
    monotonicMs: () => elapsed,
    uuid: () => uuidOf(origin + elapsed, ++named),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted) return resolve();
        sleepers.push({ until: elapsed + ms, wake: resolve });
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
    after: (ms, ring) => {
      const sleeper = { until: elapsed + ms, wake: ring };
      sleepers.push(sleeper);
      return {
        [Symbol.dispose]: () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
        },
      };
    },
    advance: (ms) => {
      elapsed += ms;
      const due = sleepers.filter((sleeper) => sleeper.until <= elapsed);
      sleepers = sleepers.filter((sleeper) => sleeper.until > elapsed);
      for (const sleeper of due.toSorted((a, b) => a.until - b.until)) sleeper.wake();
    },
  };
}

/** A UUIDv7 with the given time, and a counter where chance would be: it grows like a real one. */
function uuidOf(timeMs: number, counter: number): string {
  const time = timeMs.toString(16).padStart(12, "0");
  const count = counter.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}`;
}
