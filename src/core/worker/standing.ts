import { type ApprovalRule, grantingRules } from "../policy/approval-rule.ts";
import type { CallFacts } from "../policy/call-facts.ts";
import type { CallContext } from "../policy/path-pattern.ts";
import { printRule } from "../policy/rule-syntax.ts";

/** What a person allowed a worker for good, within what it may do at all: such calls are not asked about again. */
export interface Standing {
  readonly rules: readonly ApprovalRule[];
  readonly by: string;
}

/** Who said yes to calls like this one, and by which rules: as it stands in the journal. Nothing when nobody did. */
export function standingYes(
  standing: readonly Standing[],
  facts: CallFacts,
  context: CallContext,
): string | undefined {
  for (const { rules, by } of standing) {
    const granting = grantingRules(rules, facts, context);
    if (granting !== undefined) return `always, by ${by}: ${granting.map(printRule).join(", ")}`;
  }
  return undefined;
}
