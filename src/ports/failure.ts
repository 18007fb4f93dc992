/**
 * Every way in which Legate itself can fail, as a stable code. A worker that fails is an outcome, and
 * a request that is not allowed is a refusal; a failure is the runtime not being able to do its job.
 */
export const FAILURE_CODES = [
  "bad-input",
  "unknown-worker",
  "ambiguous-worker",
  "unknown-model",
  "model-key-missing",
  "denied",
  "not-allowed-now",
  "queue-full",
  "stale-seq",
  "stale-epoch",
  "inbox-not-empty",
  "name-taken",
  "store-unavailable",
  "store-too-new",
  "store-corrupt",
  "disk-full",
  "state-dir-unusable",
  "sandbox-unavailable",
  "repository-unusable",
  "workspace-conflict",
  "git-failed",
  "driver-lost",
  "aborted",
  "timed-out",
  "closed",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/**
 * The one error class. `message` says what happened, to which thing, and what to do now; `details`
 * holds the same for programs.
 */
export class LegateError extends Error {
  readonly code: FailureCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: FailureCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LegateError";
    this.code = code;
    this.details = options.details ?? {};
  }
}

export function isFailure(error: unknown, code?: FailureCode): error is LegateError {
  return error instanceof LegateError && (code === undefined || error.code === code);
}
