import type { ModelFailure, ModelFailureClass } from "../journal/model-failure.ts";

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

/** A provider may have worked, and asked money for it, before it failed in one of these ways. */
export function isChargeable(failure: ModelFailureClass): boolean {
  return ["network", "timed-out", "lost", "aborted", "bad-response", "unknown"].includes(failure);
}

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

/** How a stage that failed by itself is tried again: its conversation and files go on, no call is repeated. */
export interface StageRetry {
  /** Tries in all. 1: none but the first. */
  readonly maxAttempts: number;
  /** Before the second try, in milliseconds. */
  readonly backoffMs: number;
  /** The delay grows by this factor with each further try. */
  readonly multiplier: number;
}

export const NO_STAGE_RETRY: StageRetry = { maxAttempts: 1, backoffMs: 1_000, multiplier: 2 };

/** Failures that another try of the same stage can mend. What was refused or is missing stays so. */
const STAGE_RETRYABLE: readonly string[] = [
  "model-rate-limited",
  "model-overloaded",
  "model-server-error",
  "model-network",
  "model-timed-out",
  "model-bad-response",
  "model-output-cut",
  "model-content-filter",
  "stuck",
];

const LONGEST_STAGE_DELAY_MS = 3_600_000;

/** How long until the stage is tried again after this failure, or nothing when it is final. */
export function stageDelayMs(retry: StageRetry, failures: number, code: string): number | undefined {
  if (failures >= retry.maxAttempts || !STAGE_RETRYABLE.includes(code)) return undefined;
  return Math.min(LONGEST_STAGE_DELAY_MS, retry.backoffMs * retry.multiplier ** (failures - 1));
}
