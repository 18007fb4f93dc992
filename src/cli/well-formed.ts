import type { StrictRead } from "../wire/strict-yaml.ts";
import { badInput } from "./bad-input.ts";

/** What a file says. Rejects with `bad-input` and every problem in its place; `what` names the file for people. */
export async function wellFormed<T>(what: string, path: string, read: StrictRead<T>): Promise<T> {
  if (read.ok) return read.value;
  const { problemLines } = await import("../wire/strict-yaml.ts");
  const lines = problemLines(path, read.problems);
  throw badInput(`The ${what} has problems:\n${lines}`, { path, problems: read.problems });
}
