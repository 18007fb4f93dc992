import type { Clock } from "../ports/clock.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Store } from "../ports/store.ts";

export interface UntilOptions {
  readonly signal?: AbortSignal;
  /** @default no limit */
  readonly timeoutMs?: number;
  /** Asks again after this long even without a commit: for what a dead process cannot announce. @default 1000 */
  readonly recheckMs?: number;
}

/**
 * Asks `check` now and after every commit until it answers something; nothing when time ran out.
 * Rejects with `aborted` when the signal does, or with the failure that it aborts with. No commit between two checks is missed.
 */
export async function until<T>(
  ports: { readonly store: Store; readonly clock: Clock },
  check: () => Promise<T | undefined>,
  { signal, timeoutMs, recheckMs = 1_000 }: UntilOptions = {},
): Promise<T | undefined> {
  let wake = Promise.withResolvers<void>();
  // First, since a closed store refuses: nothing may be left behind then that keeps the process alive.
  const subscription = ports.store.subscribe(() => wake.resolve());
  let late = false;
  const timeUp = () => {
    late = true;
    wake.resolve();
  };
  using _ = timeoutMs === undefined ? undefined : ports.clock.after(timeoutMs, timeUp);
  const aborted = () => wake.resolve();
  signal?.addEventListener("abort", aborted);
  try {
    for (;;) {
      if (signal?.aborted) throw stopped(signal);
      wake = Promise.withResolvers<void>();
      const answer = await check();
      if (answer !== undefined || late) return answer;
      await soonerOf(ports.clock, wake.promise, recheckMs);
    }
  } finally {
    subscription[Symbol.dispose]();
    signal?.removeEventListener("abort", aborted);
  }
}

/**
 * Resolves with `event`, or after `ms`. The timer also keeps the process alive: somebody waits, even
 * when nothing else is going on in this process.
 */
export async function soonerOf(clock: Clock, event: Promise<unknown>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  using _ = clock.after(ms, late.resolve);
  await Promise.race([event, late.promise]);
}

function stopped(signal: AbortSignal): LegateError {
  if (isFailure(signal.reason)) return signal.reason;
  return new LegateError("aborted", "Stopped waiting because the caller asked to.");
}
