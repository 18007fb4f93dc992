/** Why a model call failed, by what can be done about it. */
export const MODEL_FAILURE_CLASSES = [
  "rate-limited",
  "overloaded",
  "server-error",
  "network",
  "timed-out",
  "lost",
  "aborted",
  "context-overflow",
  "authentication",
  "not-found",
  "bad-request",
  "content-filter",
  "bad-response",
  "script-exhausted",
  "script-mismatch",
  "unknown",
] as const;
export type ModelFailureClass = (typeof MODEL_FAILURE_CLASSES)[number];

export interface ModelFailure {
  readonly class: ModelFailureClass;
  readonly message: string;
  /** HTTP status, when there was one. */
  readonly status?: number;
  /** What the provider asked for. */
  readonly retryAfterMs?: number;
}
