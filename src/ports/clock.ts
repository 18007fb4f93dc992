/** Time and fresh names, so that nothing else asks the machine for them. */
export interface Clock {
  /** ISO 8601 UTC with milliseconds, e.g. `2026-11-22T13:24:31.123Z`. May jump when the host's clock is set. */
  now(): string;
  /** Milliseconds that only grow; for durations and deadlines within one process. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `ring` once, after `ms`; never again once it is disposed. Cheaper than a sleep that is called off. */
  after(ms: number, ring: () => void): Disposable;
  /** A fresh UUIDv7. */
  uuid(): string;
}
