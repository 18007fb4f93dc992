import type { ApprovalPolicy } from "../policy/approval-policy.ts";
import { type ApprovalRule, grantingRules } from "../policy/approval-rule.ts";
import { yesLacking } from "../policy/approvers.ts";
import type { CallFacts } from "../policy/call-facts.ts";
import type { CallContext } from "../policy/path-pattern.ts";
import { printRule } from "../policy/rule-syntax.ts";

/** What a person allowed a worker for good, within what it may do at all. */
export interface Standing {
  readonly rules: readonly ApprovalRule[];
  readonly by: string;
}

/**
 * Who said yes for good to calls like this one, and by which rules: as it stands in the journal. Nothing when
 * those are not as many as must say yes to a single call, and nothing for a call that is to be given secrets: of
 * them no rule speaks.
 */
export function standingYes(
  chain: readonly ApprovalPolicy[],
  standing: readonly Standing[],
  facts: CallFacts,
  context: CallContext,
): string | undefined {
  if ((facts.secrets ?? []).length > 0) return undefined;
  const granted = standing.flatMap(({ rules, by }) => {
    const granting = grantingRules(rules, facts, context);
    return granting === undefined ? [] : [{ by, granting }];
  });
  const yes = [...new Set(granted.map(({ by }) => by))];
  if (yesLacking(chain, { yes, escalatedTo: [] }) > 0) return undefined;
  const rules = new Set(granted.flatMap(({ granting }) => granting.map(printRule)));
  return `always, by ${yes.join(", ")}: ${[...rules].join(", ")}`;
}
