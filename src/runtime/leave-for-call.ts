import { yesLacking } from "../core/policy/approvers.ts";
import type { CallFacts } from "../core/policy/call-facts.ts";
import type { Ruling } from "../core/policy/enforce.ts";
import { answeredQuestion, approvedBy, type Call } from "../core/worker/call.ts";
import { standingYes } from "../core/worker/standing.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { ReadCall } from "./read-call.ts";
import { rulingOn } from "./rule-on-call.ts";

/**
 * May a call that was allowed still run? Its ceiling may have been narrowed since: what is forbidden now, or
 * is to be asked now and nobody was asked, is judged again. Reads no journal.
 */
export function isStillAllowed(worker: Worker, call: Call, read: ReadCall): boolean {
  if (worker.authorityRev === 0) return true;
  return leaveBy(rulingOn(worker, read.prepared.facts), call, read, worker) !== undefined;
}

/** By which rule, or by whose yes, a call may run; nothing when it may not, or not yet. */
export function leaveBy(ruling: Ruling, call: Call, read: ReadCall, worker: Worker): string | undefined {
  switch (ruling.decision) {
    case "allow":
      return ruling.rule;
    case "ask":
      return approvalFor(call, read, worker);
    case "deny":
      return undefined;
  }
}

/** Whose yes lets it run: one for this exact call, by as many as the ceiling wants now, or one for good. */
function approvalFor(call: Call, read: ReadCall, worker: Worker): string | undefined {
  const said = yesFor(call, read);
  if (said !== undefined && yesLacking(worker.ceiling.approvals, said.question) === 0) return said.rule;
  return leaveForGood(worker, read.prepared.facts);
}

/** The rule by which calls like this one are not asked about any more, if people said so. */
export function leaveForGood({ ceiling, standing, workspace }: Worker, facts: CallFacts): string | undefined {
  const context = workspace === undefined ? {} : { workspaceRoot: workspace.root };
  const always = standingYes(ceiling.approvals, standing, facts, context);
  return always === undefined ? undefined : `approved ${always}`;
}

/** The yes to this exact call on its present target, whether it was looked at since or not. */
function yesFor(call: Call, { questionDigest }: ReadCall) {
  const question = answeredQuestion(call);
  return question?.digest === questionDigest ? { question, rule: approvedBy(question) } : undefined;
}
