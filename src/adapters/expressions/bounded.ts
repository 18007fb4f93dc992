import { createContext, Script } from "node:vm";

/** Far more than any text for people needs, on a busy machine too. */
const LONGEST_MS = 1_000;

const context = createContext({ run: undefined });
const script = new Script("run()");

/**
 * Runs a synchronous function of ours for a second at most, regular expressions and native loops included:
 * the engine itself ends it. Throws whatever the function throws, or what `isTooLong` knows.
 */
export function bounded<T>(run: () => T): T {
  let result: { readonly value: T } | undefined;
  context["run"] = () => {
    result = { value: run() };
  };
  try {
    script.runInContext(context, { timeout: LONGEST_MS });
  } finally {
    context["run"] = undefined;
  }
  if (result === undefined) throw new Error("a bounded function ended without a result");
  return result.value;
}

/** Not by its class: the error may be one of the other context's. */
export function isTooLong(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  return error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
