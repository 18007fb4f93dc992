import { LegateError } from "../ports/failure.ts";

/** An option of a program's has one of its values: one that nobody knows is `bad-input`, not a default. */
export function assertKnown(option: string, given: string, known: readonly string[]): void {
  if (!known.includes(given))
    throw new LegateError("bad-input", `${option} does not know "${given}"; it takes ${known.join(", ")}.`);
}
