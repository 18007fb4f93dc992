import type { Clock } from "../ports/clock.ts";
import { OVER } from "./until.ts";

/** A signal that aborts by itself. Dispose it once what it limits is over. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** Aborts after `ms` of the clock's time, so that time that somebody moves by hand moves deadlines too. */
export function deadline(clock: Clock, ms: number): Deadline {
  const late = new AbortController();
  const over = new AbortController();
  void clock.sleep(ms, over.signal).then(() => {
    if (!over.signal.aborted) late.abort();
  });
  return { signal: late.signal, [Symbol.dispose]: () => over.abort(OVER) };
}
