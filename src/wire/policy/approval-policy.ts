import { z } from "zod";
import { type ApprovalPolicy, ASK_ABOVE_READING, DECISIONS } from "../../core/policy/approval-policy.ts";
import { type ApprovalRule, CONDITION_KINDS, type RuleCondition } from "../../core/policy/approval-rule.ts";
import { conditionProblem, parseRule, shortForm, writtenProblem } from "../../core/policy/rule-syntax.ts";
import { approversSchema } from "./approvers.ts";
import { type Parsed, parseWith } from "./parsed.ts";
import { nameGlob, pathGlob } from "./pattern-fields.ts";

/**
 * `{ deny, ask, allow, writeAllow, otherwise, approvers }`, each of which may be left out. A rule is a text such as
 * `Bash(git *)`, or `{ tools: [globs], command | path | domain | agent }`.
 */
export function parseApprovalPolicy(value: unknown): Parsed<ApprovalPolicy> {
  return parseWith(approvalPolicySchema, value);
}

/** An approval policy as JSON; `parseApprovalPolicy` of it is the same policy. */
export function printApprovalPolicy(policy: ApprovalPolicy) {
  return {
    deny: policy.deny.map(printed),
    ask: policy.ask.map(printed),
    allow: policy.allow.map(printed),
    writeAllow: policy.writeAllow,
    otherwise: policy.otherwise,
    ...(policy.approvers === undefined ? {} : { approvers: policy.approvers }),
  };
}

function printed(rule: ApprovalRule) {
  const short = shortForm(rule);
  if (short !== undefined) return short;
  const { tools, condition } = rule;
  return condition === undefined ? { tools } : { tools, [condition.on]: condition.pattern };
}

const ruleParts = z.strictObject({
  tools: z.array(nameGlob).min(1, { error: "a rule without tools would never apply" }),
  command: z.string().exactOptional(),
  path: z.string().exactOptional(),
  domain: z.string().exactOptional(),
  agent: z.string().exactOptional(),
  /** The form in which a rule is kept in a journal. */
  condition: z.strictObject({ on: z.enum(CONDITION_KINDS), pattern: z.string() }).exactOptional(),
});

const ruleFromParts = ruleParts.transform((parts, context): ApprovalRule => {
  const { tools } = parts;
  const named = CONDITION_KINDS.flatMap((on): RuleCondition[] => {
    const pattern = parts[on];
    return pattern === undefined ? [] : [{ on, pattern }];
  });
  const conditions = parts.condition === undefined ? named : [parts.condition, ...named];
  const [condition, ...more] = conditions;
  if (condition === undefined) return { tools };
  if (more.length > 0) {
    context.addIssue({ code: "custom", message: "a rule looks at one of command, path, domain, agent" });
  }
  const problemOf = parts.condition === undefined ? writtenProblem : conditionProblem;
  const problem = problemOf(condition.on, condition.pattern);
  if (problem !== undefined) context.addIssue({ code: "custom", path: [condition.on], message: problem });
  return { tools, condition };
});

/** Not a union: its complaint would only say that neither form fits. */
const rule = z.unknown().transform((value, context): ApprovalRule => {
  if (typeof value === "string") {
    const parsed = parseRule(value);
    if (parsed.ok) return parsed.rule;
    context.addIssue({ code: "custom", message: parsed.problem });
    return z.NEVER;
  }
  const parsed = parseWith(ruleFromParts, value);
  if (parsed.ok) return parsed.value;
  for (const { path, message } of parsed.problems) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
  return z.NEVER;
});

/** For schemas of larger values that hold a rule. */
export const approvalRuleSchema: z.ZodType<ApprovalRule> = rule;

/** For schemas of larger values that hold an approval policy. */
export const approvalPolicySchema: z.ZodType<ApprovalPolicy> = z.strictObject({
  deny: z.array(rule).default([]),
  ask: z.array(rule).default([]),
  allow: z.array(rule).default([]),
  writeAllow: z
    .union([z.literal("any"), z.array(z.string())], { error: 'must be "any" or a list of path patterns' })
    .superRefine(checkGlobs)
    .default("any"),
  otherwise: z.enum(DECISIONS).default(ASK_ABOVE_READING.otherwise),
  approvers: approversSchema.exactOptional(),
});

function checkGlobs(patterns: "any" | readonly string[], context: z.RefinementCtx): void {
  if (patterns === "any") return;
  for (const [index, pattern] of patterns.entries()) {
    const issue = pathGlob.safeParse(pattern).error?.issues[0];
    if (issue) context.addIssue({ code: "custom", path: [index], message: issue.message });
  }
}
