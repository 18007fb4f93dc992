import type { Moment } from "../core/worker/next-step.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Clock } from "../ports/clock.ts";

/** The time as a worker's next step sees it. A clock that was set back makes nobody younger than new. */
export function momentFor(clock: Clock, { times }: Worker): Moment {
  const now = clock.now();
  return { now, ageMs: Math.max(0, Date.parse(now) - Date.parse(times.createdAt)) };
}

/** The time after `ms`, as records write it. */
export function later(clock: Clock, ms: number): string {
  return new Date(Date.parse(clock.now()) + ms).toISOString();
}
