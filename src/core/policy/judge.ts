import {
  type ApprovalPolicy,
  ASK_ABOVE_READING,
  type Decision,
  stricterDecision,
} from "./approval-policy.ts";
import { type ApprovalRule, grantingRules, mayConcern, withholds } from "./approval-rule.ts";
import type { CallFacts } from "./call-facts.ts";
import { isOpaque } from "./command-rule.ts";
import { changesFiles, effectLevel } from "./effect-level.ts";
import { type CallContext, grantsPath, pathForms } from "./path-pattern.ts";
import { printRule } from "./rule-syntax.ts";
import { levelWithin } from "./side-effect-level.ts";

export interface Judgement {
  readonly decision: Decision;
  /** What decided, e.g. `approval: ask Bash(rm *)`. */
  readonly rule: string;
}

/**
 * May a permitted call go ahead, must a person say yes, or is it refused? Each ancestor's policy
 * judges by itself, deny before ask before allow; of their answers the strictest counts, so nothing a
 * child adds can loosen what an ancestor asked for. An empty chain asks above `read_only`.
 */
export function judge(
  chain: readonly ApprovalPolicy[],
  facts: CallFacts,
  context: CallContext = {},
): Judgement {
  const [first = judgeAlone(ASK_ABOVE_READING, facts, context), ...others] = chain.map((policy) =>
    judgeAlone(policy, facts, context),
  );
  return others.reduce(stricter, first);
}

function stricter(a: Judgement, b: Judgement): Judgement {
  return stricterDecision(a.decision, b.decision) === a.decision ? a : b;
}

function judgeAlone(policy: ApprovalPolicy, facts: CallFacts, context: CallContext): Judgement {
  return (
    denied(policy, facts, context) ??
    asked(policy, facts, context) ??
    allowed(policy, facts, context) ?? {
      decision: policy.otherwise,
      rule: `approval: otherwise ${policy.otherwise}`,
    }
  );
}

function denied(policy: ApprovalPolicy, facts: CallFacts, context: CallContext): Judgement | undefined {
  const rule = policy.deny.find((candidate) => withholds(candidate, facts, context));
  if (rule !== undefined) return ruling("deny", rule);
  const stray = strayWrite(policy.writeAllow, facts, context);
  return stray === undefined ? undefined : { decision: "deny", rule: `writeAllow: ${stray}` };
}

/** The first write outside the list; a tool that changes files without saying which is one too. */
function strayWrite(
  writeAllow: ApprovalPolicy["writeAllow"],
  facts: CallFacts,
  context: CallContext,
): string | undefined {
  if (writeAllow === "any") return undefined;
  const writes = facts.paths.filter((use) => use.access === "write");
  if (writes.length === 0) return changesFiles(facts.annotations.kind) ? "no path named" : undefined;
  return writes.find((use) => {
    const forms = pathForms(use.path, context);
    return forms === undefined || !writeAllow.some((pattern) => grantsPath(pattern, forms));
  })?.path;
}

function asked(policy: ApprovalPolicy, facts: CallFacts, context: CallContext): Judgement | undefined {
  const rule = policy.ask.find((candidate) => withholds(candidate, facts, context));
  if (rule !== undefined) return ruling("ask", rule);
  const unread = isOpaque(facts.command) ? unreadRule(policy, facts, context) : undefined;
  if (unread === undefined) return undefined;
  return { decision: "ask", rule: `approval: a shell script cannot be compared with ${printRule(unread)}` };
}

/**
 * A rule for a program that the script might be about. Rules that take away cannot be passed by
 * writing a program in a way they do not see; rules that give stand back for one for the whole tool.
 */
function unreadRule(
  policy: ApprovalPolicy,
  facts: CallFacts,
  context: CallContext,
): ApprovalRule | undefined {
  const forPrograms = (rules: readonly ApprovalRule[]) =>
    rules.find((rule) => rule.condition?.on === "command" && mayConcern(rule, facts.tool));
  const withheld = forPrograms([...policy.deny, ...policy.ask]);
  if (withheld !== undefined || grantingRules(policy.allow, facts, context) !== undefined) return withheld;
  return forPrograms(policy.allow);
}

function allowed(policy: ApprovalPolicy, facts: CallFacts, context: CallContext): Judgement | undefined {
  const rules = grantingRules(policy.allow, facts, context);
  if (rules !== undefined)
    return { decision: "allow", rule: `approval: allow ${rules.map(printRule).join(", ")}` };
  if (!levelWithin(effectLevel(facts), "read_only")) return undefined;
  return { decision: "allow", rule: "approval: reading needs no yes" };
}

function ruling(decision: Decision, rule: ApprovalRule): Judgement {
  return { decision, rule: `approval: ${decision} ${printRule(rule)}` };
}
