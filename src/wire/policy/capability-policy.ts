import { z } from "zod";
import { isCanonicalPath } from "../../core/policy/canonical-path.ts";
import type { ArgumentConstraint, CapabilityPolicy } from "../../core/policy/capability-policy.ts";
import { canonical } from "../../core/policy/narrow.ts";
import type { PolicyRequest } from "../../core/policy/policy-request.ts";
import { SANDBOX_STRENGTHS } from "../../core/policy/sandbox-strength.ts";
import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { commandLimitsFields } from "../command-limits.ts";
import { pathFrom } from "../worker-draft.ts";
import { type Parsed, parseWith } from "./parsed.ts";
import { eitherGlob, hostGlob, nameGlob, patternsOf } from "./pattern-fields.ts";

export interface PolicyPlace {
  /** Absolute folder from which relative workspace roots start. @default relative roots are refused */
  readonly directory?: string;
}

/**
 * A policy of which anything may be left out, as a file or a caller writes it: our own shape, in
 * which an empty list allows nothing. Unknown fields, values and malformed patterns are problems.
 */
export function parsePolicyRequest(value: unknown, place: PolicyPlace = {}): Parsed<PolicyRequest> {
  return parseWith(requestSchema(place), value);
}

/** A whole policy, as `printPolicy` writes it: every dimension must be there. Answered in canonical form. */
export function parsePolicy(value: unknown): Parsed<CapabilityPolicy> {
  return parseWith(policySchema, value);
}

/** A policy as JSON; `parsePolicy` of it is the same policy. */
export function printPolicy(policy: CapabilityPolicy): CapabilityPolicy {
  return canonical(policy);
}

const operations = z.union([z.literal("any"), z.array(z.string().min(1))], {
  error: 'must be "any" or a list of operations',
});

const capabilities = z.union([z.literal("any"), z.record(z.string().min(1), operations)], {
  error: 'must be "any", or capabilities with "any" or a list of operations each',
});

const constraint: z.ZodType<ArgumentConstraint> = z.strictObject({
  tool: nameGlob,
  argument: z.string().min(1).exactOptional(),
  patterns: z.array(eitherGlob),
});

const amount = limit(z.number().nonnegative());
const count = limit(z.int().nonnegative());

function limit(number: z.ZodNumber) {
  return z.union([z.literal("any"), number], { error: 'must be "any" or a number of at least 0' });
}

export const delegationSchema = z.strictObject({ maxDepth: count, maxWidth: count });

export const budgetsSchema = z.strictObject({
  tokens: count,
  costUsd: amount,
  wallMs: amount,
  activeMs: amount,
  turns: count,
  calls: count,
});

/** A problem names its root by index. */
function roots({ directory }: PolicyPlace): z.ZodType<CapabilityPolicy["workspaceRoots"]> {
  const listed = z.union([z.literal("any"), z.array(z.string())], {
    error: 'must be "any" or a list of paths',
  });
  return listed.transform((paths, context) => {
    if (paths === "any") return paths;
    const full = paths.map((path) => (directory === undefined ? path : pathFrom(directory, path)));
    for (const [index, path] of full.entries()) {
      if (!isCanonicalPath(path)) context.addIssue({ code: "custom", path: [index], message: ROOT_FORM });
    }
    return full;
  });
}

const ROOT_FORM = 'must be an absolute path without ".", "..", doubled or trailing slashes';

function dimensions(place: PolicyPlace) {
  return {
    tools: patternsOf(nameGlob),
    capabilities,
    sideEffects: z.enum(SIDE_EFFECT_LEVELS),
    workspaceRoots: roots(place),
    argumentConstraints: z.array(constraint),
    networkHosts: patternsOf(hostGlob),
    delegation: delegationSchema,
    budgets: budgetsSchema,
    sandbox: z.enum(SANDBOX_STRENGTHS),
    commandLimits: commandLimitsFields.exactOptional(),
  };
}

const wholePolicy = z.strictObject(dimensions({}));

/** For schemas of larger values that hold a policy. */
export const policySchema: z.ZodType<CapabilityPolicy> = wholePolicy.transform(canonical);

/** For schemas of larger values that hold a request; its roots must be absolute. */
export const policyRequestSchema: z.ZodType<PolicyRequest> = requestSchema({});

function requestSchema(place: PolicyPlace): z.ZodType<PolicyRequest> {
  return z
    .strictObject({
      ...dimensions(place),
      delegation: delegationSchema.exactPartial(),
      budgets: budgetsSchema.exactPartial(),
    })
    .exactPartial();
}
