import { z } from "zod";
import type { Ceiling } from "../../core/policy/ceiling.ts";
import { approvalPolicySchema, printApprovalPolicy } from "./approval-policy.ts";
import { policySchema, printPolicy } from "./capability-policy.ts";
import { type Parsed, parseWith } from "./parsed.ts";

/**
 * A ceiling that was kept somewhere. It is only a claim: whoever acts under it meets it with the
 * present ceiling of the parent first.
 */
export function parseCeiling(value: unknown): Parsed<Ceiling> {
  return parseWith(ceilingSchema, value);
}

/** A ceiling as JSON; `parseCeiling` of it is the same ceiling. */
export function printCeiling({ use, grant, approvals }: Ceiling) {
  return {
    use: printPolicy(use),
    grant: printPolicy(grant),
    approvals: approvals.map(printApprovalPolicy),
  };
}

/** Also reads the plain value of a `Ceiling`, as journals hold it. */
export const ceilingSchema: z.ZodType<Ceiling> = z.strictObject({
  use: policySchema,
  grant: policySchema,
  approvals: z.array(approvalPolicySchema),
});
