/** How a model is asked. */
export interface ModelSettings {
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
}

/** How far a worker goes by itself. */
export interface WorkerLimits {
  /** Turns in one cycle; when used up the worker rests as `waiting(limit)`. */
  readonly maxTurns: number;
  /** One model call, in milliseconds. */
  readonly turnTimeoutMs: number;
  /** One tool call, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Attempts of one turn while the provider's errors are retryable. */
  readonly maxAttempts: number;
  /** Time in model and tool calls of one cycle, in milliseconds; used up, it rests as `waiting(limit)`. */
  readonly cycleTimeoutMs: number;
  /** The model is warned when the same call gives the same result so often in a row. */
  readonly warnRepeats: number;
  /** Such a call is refused from then on. */
  readonly blockRepeats: number;
}

export const DEFAULT_LIMITS: WorkerLimits = {
  maxTurns: 50,
  turnTimeoutMs: 10 * 60_000,
  callTimeoutMs: 5 * 60_000,
  maxAttempts: 6,
  cycleTimeoutMs: 6 * 3_600_000,
  warnRepeats: 2,
  blockRepeats: 3,
};
