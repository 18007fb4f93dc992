import type { z } from "zod";
import { explainIssue } from "../explain-issue.ts";

/** What is wrong in a value that came from outside, and where. */
export interface ParseProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ParseProblem[] };

/** Checks `value`; answers with every problem at once, none of which is ever read as a default. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): Parsed<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => explainIssue(issue, schema)) };
}
