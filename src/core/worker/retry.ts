import type { ModelFailure, ModelFailureClass } from "../journal/record.ts";

const RETRYABLE: Readonly<Record<ModelFailureClass, boolean>> = {
  "rate-limited": true,
  overloaded: true,
  "server-error": true,
  network: true,
  "timed-out": true,
  lost: true,
  aborted: true,
  "bad-response": true,
  "context-overflow": false,
  authentication: false,
  "not-found": false,
  "bad-request": false,
  "content-filter": false,
  "script-exhausted": false,
  "script-mismatch": false,
  unknown: false,
};

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * How long to wait before the same turn is tried again, or nothing when it must not be; `faults` counts
 * the attempts of this turn that failed by themselves, this one included. What the
 * provider asks for counts; otherwise the delay doubles from one second to a minute. A call that we
 * cut short ourselves is no fault of the provider: it is repeated at once and uses up nothing.
 */
export function retryDelayMs(failure: ModelFailure, faults: number, maxAttempts: number): number | undefined {
  if (!RETRYABLE[failure.class]) return undefined;
  if (failure.class === "aborted" || failure.class === "lost") return 0;
  if (faults >= maxAttempts) return undefined;
  return failure.retryAfterMs ?? Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (faults - 1));
}
