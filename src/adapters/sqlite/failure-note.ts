import { FAILURE_CODES, LegateError } from "../../ports/failure.ts";
import type { FailureNote } from "./job.ts";

/** A failure as it travels between threads. */
export function noteOf(error: unknown): FailureNote {
  if (error instanceof LegateError) {
    return { code: error.code, message: error.message, details: error.details };
  }
  return {
    code: undefined,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    details: {},
  };
}

/** The failure that a note is of. */
export function errorOf({ code, message, details }: FailureNote): Error {
  const known = FAILURE_CODES.find((one) => one === code);
  return known === undefined ? new Error(message) : new LegateError(known, message, { details });
}
