import type { ApprovalPolicy } from "./approval-policy.ts";
import type { CallFacts } from "./call-facts.ts";
import type { CapabilityPolicy } from "./capability-policy.ts";
import { type Judgement, judge } from "./judge.ts";
import type { CallContext } from "./path-pattern.ts";
import { permits } from "./permits.ts";

/** One side of a ceiling: what may be done at all, and what of it needs a person's yes. */
export interface Held {
  readonly policy: CapabilityPolicy;
  readonly approvals: readonly ApprovalPolicy[];
}

export interface Ruling extends Judgement {
  /** Why, in words for the model. Present for `deny`. */
  readonly reason?: string;
}

/** What is to become of a call: both gates of authority, the policy before the approval rules. */
export function enforce({ policy, approvals }: Held, facts: CallFacts, context: CallContext = {}): Ruling {
  const verdict = permits(policy, facts, context);
  if (!verdict.allowed) return { decision: "deny", rule: verdict.rule, reason: verdict.reason };
  const { decision, rule } = judge(approvals, facts, context);
  return decision === "deny"
    ? { decision, rule, reason: `a rule of this worker forbids it: ${rule}` }
    : { decision, rule };
}
