import { ModelError, type ModelRequest } from "../../ports/model.ts";
import type { ScriptError, ScriptTurn } from "./script.ts";

/** The error that this attempt (from 1) of the turn runs into; nothing once all of them are used up. */
export function errorOfAttempt(turn: ScriptTurn, attempt: number): ScriptError | undefined {
  let last = 0;
  for (const error of turn.errors ?? []) {
    last += error.attempts ?? 1;
    if (attempt <= last) return error;
  }
  return undefined;
}

export function modelError(name: string, request: ModelRequest, error: ScriptError): ModelError {
  const fallback = `${name} fails attempt ${request.attempt} of turn ${request.turn}, as its script says.`;
  return new ModelError({
    class: error.class,
    message: error.message ?? fallback,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}
