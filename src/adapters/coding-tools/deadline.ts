import type { ToolRun } from "../../ports/toolbox.ts";

/** Aborts when the call is stopped or its time is up, for work that is done in this process. */
export function deadline({ signal, timeoutMs }: ToolRun): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}
