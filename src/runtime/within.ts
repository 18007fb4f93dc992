import type { Clock } from "../ports/clock.ts";
import { LegateError } from "../ports/failure.ts";

export interface Bounds {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What took too long or was stopped, and what became of it. */
  readonly what: string;
}

/**
 * The answer of some work that nothing follows from but its answer; rejects with `timed-out` or `aborted`
 * when it does not come in time. The work itself goes on, and is forgotten.
 */
export async function within<T>(
  clock: Clock,
  work: Promise<T>,
  { timeoutMs, signal, what }: Bounds,
): Promise<T> {
  const answered = new AbortController();
  const ends = signal === undefined ? answered.signal : AbortSignal.any([answered.signal, signal]);
  const over = clock.sleep(timeoutMs, ends).then(() => undefined);
  work.catch(() => {}); // forgotten work may fail as it likes
  try {
    const first = await Promise.race([work.then((value) => ({ value })), over]);
    if (signal?.aborted) throw new LegateError("aborted", `The caller stopped ${what}.`);
    if (first !== undefined) return first.value;
    throw new LegateError("timed-out", `More than ${timeoutMs} ms went by before ${what}; try again.`);
  } finally {
    answered.abort();
  }
}
