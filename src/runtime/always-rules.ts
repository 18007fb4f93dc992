import type { ApprovalRule } from "../core/policy/approval-rule.ts";
import { grantingRules } from "../core/policy/approval-rule.ts";
import { parseRule } from "../core/policy/rule-syntax.ts";
import { rulesForCall } from "../core/policy/rules-for-call.ts";
import type { Command } from "../core/worker/command.ts";
import { questionedCall } from "../core/worker/decide-answer.ts";
import type { AlwaysRules } from "../core/worker/decision.ts";
import type { Worker } from "../core/worker/worker.ts";
import { readCall } from "./read-call.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/**
 * The rules that a yes allows for good: those that were given with it, or the narrowest that give the call.
 * They must give that very call; what the worker may do at all stands above them, today and later.
 */
export async function alwaysRules(
  ports: RuntimePorts,
  worker: Worker,
  { approval, always }: Command & { readonly type: "approve" },
): Promise<AlwaysRules | undefined> {
  if (always === undefined) return undefined;
  const call = questionedCall(worker, approval);
  if (call?.state.state !== "asking") return undefined; // refused for that
  if (call.state.question.unknown)
    return none("nobody knows whether that call happened: this yes is for it alone");
  const read = await readCall(ports, worker, call);
  if ("type" in read) return none(`the call cannot be read here: ${read.reason}`);
  const { facts } = read.prepared;
  if ((facts.secrets ?? []).length > 0)
    return none("a call that is given secrets is asked about each time: this yes is for it alone");
  const context = worker.workspace === undefined ? {} : { workspaceRoot: worker.workspace.root };
  if (always.length === 0) {
    const rules = rulesForCall(facts, context);
    return rules === undefined
      ? none(`no rule says just "${read.exact.summary}"; give one`)
      : { ok: true, rules };
  }
  const parsed = parsedRules(always);
  if (!parsed.ok) return parsed;
  if (grantingRules(parsed.rules, facts, context) !== undefined) return parsed;
  return none(`${always.join(", ")} does not give the call that is asked about: ${read.exact.summary}`);
}

function parsedRules(texts: readonly string[]): AlwaysRules {
  const rules: ApprovalRule[] = [];
  for (const text of texts) {
    const parsed = parseRule(text);
    if (!parsed.ok) return none(parsed.problem);
    rules.push(parsed.rule);
  }
  return { ok: true, rules };
}

function none(reason: string): AlwaysRules {
  return { ok: false, reason };
}
