import type { Clock } from "../ports/clock.ts";

/** A signal that aborts by itself. Dispose it once what it limits is over. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** Aborts after `ms` of the clock's time, so that time that somebody moves by hand moves deadlines too. */
export function deadline(clock: Clock, ms: number): Deadline {
  const late = new AbortController();
  const timer = clock.after(ms, () => late.abort());
  return { signal: late.signal, [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
