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
  const over = Promise.withResolvers<undefined>();
  const stop = () => over.resolve(undefined);
  using _ = clock.after(timeoutMs, stop);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  work.catch(() => {}); // forgotten work may fail as it likes
  try {
    const first = await Promise.race([work.then((value) => ({ value })), over.promise]);
    if (signal?.aborted) throw new LegateError("aborted", `The caller stopped ${what}.`);
    if (first !== undefined) return first.value;
    throw new LegateError("timed-out", `More than ${timeoutMs} ms went by before ${what}; try again.`);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
