import type { z } from "zod";

/**
 * What a schema's own complaint means, in words for people. A message that the schema's author wrote
 * stays as it is.
 */
export function issueWords(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return typeWords(issue);
  const isOwn = /^Too (?:small|big): /.test(issue.message);
  if (issue.code === "too_small" && isOwn)
    return boundWords(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
  if (issue.code === "too_big" && isOwn)
    return boundWords(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
  return issue.message;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "named fields",
  record: "named fields",
  null: "empty",
};

function typeWords(issue: z.core.$ZodIssueInvalidType): string {
  const received = /^Invalid input: expected \w+, received (\w+)$/.exec(issue.message)?.[1];
  if (received === undefined) return issue.message;
  const wanted = TYPES[issue.expected] ?? issue.expected;
  if (received === "undefined") return `is missing; it must be ${wanted}`;
  const isFraction = issue.expected === "int" && received === "number";
  return `must be ${wanted}, not ${isFraction ? "a fraction" : (TYPES[received] ?? received)}`;
}

/** What is counted in a value that has a size; a number is its own. */
const COUNTED: Readonly<Record<string, string>> = { array: "item", string: "character" };

function boundWords(origin: string, relation: string, bound: number | bigint): string {
  const noun = COUNTED[origin];
  if (noun === undefined) return `must be ${relation} ${bound}`;
  return `must have ${relation} ${bound} ${noun}${bound === 1 ? "" : "s"}`;
}
