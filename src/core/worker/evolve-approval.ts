import type { CallRecord } from "../journal/call-record.ts";
import { canonicalJson } from "../json.ts";
import { yesLacking } from "../policy/approvers.ts";
import { type Call, type CallState, exactOf, type Question } from "./call.ts";
import { approversOf } from "./node-call.ts";
import type { Standing } from "./standing.ts";
import type { Worker } from "./worker.ts";

type ApprovalRecord = CallRecord & { readonly type: `approval.${string}` };
type Answered = CallRecord & { readonly type: "approval.answered" };

/** What a question, or what is said about it, means for its call. */
export function afterApproval(worker: Worker, call: Call, record: ApprovalRecord, at: string): CallState {
  if (record.type === "approval.asked") return asked(call, record, at);
  const { state } = call;
  if (state.state !== "asking") throw new Error(`call ${call.id} was not asked about`);
  const { question } = state;
  if (record.type === "approval.escalated") {
    const escalatedTo = [...new Set([...question.escalatedTo, ...record.to])];
    return { ...state, question: { ...question, escalatedTo, escalations: question.escalations.slice(1) } };
  }
  if (record.answer === "deny") return denied(call, question, record);
  const told = { ...question, yes: [...question.yes, record.by] };
  if (yesLacking(approversOf(worker, call.id), told) > 0) return { ...state, question: told };
  return { state: "approved", question: told, by: told.yes.join(", ") };
}

/** With what the record allows for good. */
export function standingAfter(standing: readonly Standing[], record: CallRecord): readonly Standing[] {
  if (record.type !== "approval.answered" || record.always === undefined) return standing;
  return [...standing, { rules: record.always, by: record.by }];
}

export function unknownOutcome(reason: string): CallState {
  return { state: "settled", text: canonicalJson({ error: "outcome_unknown", reason }), isError: true };
}

function asked(call: Call, record: CallRecord & { readonly type: "approval.asked" }, at: string): CallState {
  const { approval, digest, question: text, unknown, escalations = [] } = record;
  const doubt = unknown === undefined ? {} : { unknown };
  const question = { approval, digest, text, since: at, ...doubt, yes: [], escalations, escalatedTo: [] };
  const rule = "rule" in call.state ? call.state.rule : "";
  return { state: "asking", exact: exactOf(call), rule, question };
}

function denied(call: Call, { unknown }: Question, { by, reason }: Answered): CallState {
  if (unknown) {
    return unknownOutcome(
      `${reason ?? "it may or may not have taken effect"}; ${by} does not want it to run again`,
    );
  }
  const text = canonicalJson({
    error: "permission_denied",
    tool: call.tool,
    reason: reason ?? "a person refused this call",
    rule: `denied by ${by}`,
  });
  return { state: "settled", text, isError: true };
}
