import { added } from "../append-only.ts";
import type { CallRecord, ExactCall } from "../journal/call-record.ts";
import { canonicalJson } from "../json.ts";
import { levelWithin } from "../policy/side-effect-level.ts";
import { type Call, type CallState, resultOf } from "./call.ts";
import { entered } from "./transition.ts";
import type { Worker } from "./worker.ts";

/** What the records of tool calls mean for a worker. When the last one is settled, the turn is over. */
export function evolveCalls(worker: Worker, record: CallRecord): Worker {
  const before = worker.calls.find(({ id }) => id === record.call);
  if (before === undefined) throw new Error(`worker ${worker.id} has no call ${record.call} in this turn`);
  const state = stateAfter(before, record);
  const calls = worker.calls.map((call) => (call === before ? { ...call, state } : call));
  const denied = record.type === "call.decided" && record.decision === "deny" ? 1 : 0;
  const next: Worker = {
    ...awake(worker, record),
    calls,
    unsaved: mayHaveChanged(worker, before, record) ? [...worker.unsaved, before.id] : worker.unsaved,
    totals: { ...worker.totals, deniedCalls: worker.totals.deniedCalls + denied },
  };
  return calls.every((call) => call.state.state === "settled") ? turnOver(next) : next;
}

/** An answer wakes a worker that waits for one. */
function awake(worker: Worker, record: CallRecord): Worker {
  const waits = worker.status.status === "waiting" && worker.status.on === "approval";
  return record.type === "approval.answered" && waits ? entered(worker, { status: "running" }) : worker;
}

function turnOver(worker: Worker): Worker {
  const turn = worker.turn.phase === "answered" ? worker.turn.turn : 0;
  const { notice, ...rest } = worker;
  const answered = added(worker.messages, { role: "tool", results: worker.calls.map(resultOf) });
  return {
    ...rest,
    messages: notice === undefined ? answered : added(answered, { role: "user", text: notice }),
    calls: [],
    turn: { phase: "idle", done: turn },
  };
}

function stateAfter(call: Call, record: CallRecord): CallState {
  switch (record.type) {
    case "call.decided":
      return decided(call, record);
    case "approval.asked":
      return {
        state: "asking",
        exact: exactOf(call),
        question: { approval: record.approval, digest: record.digest, text: record.question },
      };
    case "approval.answered":
      return answered(call, record);
    case "call.intended":
      return { state: "running", exact: exactOf(call), epoch: record.epoch };
    case "call.finished":
      return { state: "settled", text: record.text, isError: record.status !== "ok" };
    case "call.outcome_unknown":
      return {
        state: "settled",
        text: canonicalJson({ error: "outcome_unknown", reason: record.reason }),
        isError: true,
      };
  }
}

function decided(call: Call, record: CallRecord & { type: "call.decided" }): CallState {
  if (record.decision === "deny" || record.exact === undefined) {
    const { rule, reason = "not allowed", refusal = "permission_denied" } = record;
    return {
      state: "settled",
      text: canonicalJson({ error: refusal, tool: call.tool, reason, rule }),
      isError: true,
    };
  }
  const { exact, rule } = record;
  if (record.decision === "ask") return { state: "unasked", exact, rule };
  const question = call.state.state === "approved" ? { question: call.state.question } : {};
  return { state: "allowed", exact, rule, ...question };
}

function answered(call: Call, record: CallRecord & { type: "approval.answered" }): CallState {
  if (call.state.state !== "asking") throw new Error(`call ${call.id} was not asked about`);
  if (record.answer === "approve") return { state: "approved", question: call.state.question, by: record.by };
  const reason = record.reason ?? "a person refused this call";
  const text = canonicalJson({
    error: "permission_denied",
    tool: call.tool,
    reason,
    rule: `denied by ${record.by}`,
  });
  return { state: "settled", text, isError: true };
}

function exactOf(call: Call): ExactCall {
  const { state } = call;
  if ("exact" in state) return state.exact;
  throw new Error(`call ${call.id} was never decided`);
}

/** Only an effect that was begun can have changed something, and no read does. */
function mayHaveChanged(worker: Worker, call: Call, record: CallRecord): boolean {
  if (worker.workspace?.kind !== "worktree") return false;
  if (record.type !== "call.finished" && record.type !== "call.outcome_unknown") return false;
  return !levelWithin(exactOf(call).level, "read_only");
}
