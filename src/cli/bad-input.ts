import { nearest } from "../core/nearest-name.ts";
import { LegateError } from "../ports/failure.ts";

/** The caller asked for something that is not there or not possible: one clear line, exit code 2. */
export function badInput(message: string, details: Readonly<Record<string, unknown>> = {}): LegateError {
  return new LegateError("bad-input", message, { details });
}

/** ` Did you mean "…"?` when a known name is close, else a pointer to where the names are listed. */
export function didYouMean(name: string, known: readonly string[], otherwise: string): string {
  const near = nearest(name, known);
  return near === undefined ? ` ${otherwise}` : ` Did you mean "${near}"?`;
}
