import { isFailure } from "../ports/failure.ts";
import type { TextSink } from "./context.ts";
import { plainText } from "./render/plain-text.ts";

/**
 * Tells people what the runtime could not do beside what they asked for. A failure is one line and is told
 * once, since the runtime tries a full disk again and again; a bug keeps its stack.
 */
export function reporter(stderr: TextSink): (worker: string | undefined, error: unknown) => void {
  let last: string | undefined;
  return (worker, error) => {
    const line = `legate: ${about(worker, error)}${plainText(troubleText(error))}\n`;
    if (line !== last) stderr.write(line);
    last = line;
  };
}

function about(worker: string | undefined, error: unknown): string {
  if (worker !== undefined) return `${worker} could not go on: `;
  return isFailure(error, "driver-lost") ? "" : "looking for workers failed: ";
}

/** The message of a failure, which says what now; everything that is known of a bug. */
export function troubleText(error: unknown): string {
  if (isFailure(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
