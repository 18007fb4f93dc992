import { z } from "zod";
import { domainProblem } from "../../core/policy/network-host.ts";
import type { Patterns } from "../../core/policy/patterns.ts";
import { globProblem, pathProblem } from "../../core/policy/rule-syntax.ts";

/** A tool name or a glob over tool names. */
export const nameGlob = checkedText((text) => globProblem(text, "names"));

/** A glob over paths, anchored at the workspace or, with a leading slash, at the root. */
export const pathGlob = checkedText(pathProblem);

/** A glob that is read as either, depending on what it is compared with; sound in both readings. */
export const eitherGlob = checkedText((text) => globProblem(text, "names") ?? pathProblem(text));

/** A host, `host:port`, or a glob of such. */
export const hostGlob = checkedText(hostProblem);

/** `"any"`, a list, or `{ allOf: [list, …] }`. An empty list is kept: it allows nothing. */
export function patternsOf(entry: z.ZodType<string>): z.ZodType<Patterns> {
  const listed = z.union([z.literal("any"), z.array(z.string()), allOf], {
    error: 'must be "any", a list, or { allOf: [lists] }',
  });
  return listed.superRefine((patterns, context) => {
    const lists = patterns === "any" ? [] : Array.isArray(patterns) ? [patterns] : patterns.allOf;
    const place = (list: number, index: number) =>
      Array.isArray(patterns) ? [index] : ["allOf", list, index];
    for (const [list, clause] of lists.entries()) {
      for (const [index, text] of clause.entries()) {
        const issue = entry.safeParse(text).error?.issues[0];
        if (issue) context.addIssue({ code: "custom", path: place(list, index), message: issue.message });
      }
    }
  });
}

const allOf = z.strictObject({ allOf: z.array(z.array(z.string())).min(1) });

/** A text about which `problem` finds nothing wrong. */
export function checkedText(problem: (text: string) => string | undefined): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

function hostProblem(text: string): string | undefined {
  return domainProblem(text) ?? globProblem(text, "names");
}
