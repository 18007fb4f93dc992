import { LegateError } from "../ports/failure.ts";

/** What a worker is told says something; blank text is `bad-input`. */
export function assertSaid(text: string): void {
  if (text.trim() === "")
    throw new LegateError("bad-input", "There is nothing in it to tell the worker: say some text.");
}
