import { addSpent } from "../budget/spent.ts";
import type { CallRecord, ExactCall } from "../journal/call-record.ts";
import { canonicalJson } from "../json.ts";
import { levelWithin } from "../policy/side-effect-level.ts";
import { type Call, type CallState, resultOf } from "./call.ts";
import { withEvidence } from "./evidence.ts";
import { said } from "./messages.ts";
import { repeatWarning } from "./repeat-texts.ts";
import { isRepeated, noted, type Repeats, timesInARow } from "./repeats.ts";
import { entered } from "./transition.ts";
import type { Worker } from "./worker.ts";

/** What the records of tool calls mean for a worker. When the last one is settled, the turn is over. */
export function evolveCalls(before: Worker, record: CallRecord, at: string): Worker {
  const call = before.calls.find(({ id }) => id === record.call);
  if (call === undefined) throw new Error(`worker ${before.id} has no call ${record.call} in this turn`);
  const worker = counted(awake(before, record), call, record, at);
  const state = stateAfter(worker, call, record);
  const calls = worker.calls.map((one) => (one === call ? { ...one, state } : one));
  const unsaved = mayHaveChanged(worker, call, record) ? [...worker.unsaved, call.id] : worker.unsaved;
  const next = { ...worker, calls, unsaved };
  return calls.every((one) => one.state.state === "settled") ? turnOver(next) : next;
}

/** What a record adds to the counts: of calls begun, refused and repeated, and of the time they took. */
function counted(worker: Worker, call: Call, record: CallRecord, at: string): Worker {
  switch (record.type) {
    case "call.decided":
      return record.decision === "deny" ? refused(worker, record) : worker;
    case "call.intended":
      return {
        ...worker,
        blockedCalls: 0,
        ledger: { ...worker.ledger, own: addSpent(worker.ledger.own, { calls: 1 }) },
        times: { ...worker.times, doingSince: at },
      };
    case "call.finished":
      return {
        ...worker,
        repeats: repeatsAfter(worker.repeats, call, record),
        commands: withEvidence(worker.commands, call, record),
        cycleActiveMs: worker.cycleActiveMs + record.durationMs,
        ledger: { ...worker.ledger, own: addSpent(worker.ledger.own, { activeMs: record.durationMs }) },
      };
    default:
      return worker;
  }
}

function refused(worker: Worker, { refusal }: CallRecord & { type: "call.decided" }): Worker {
  return {
    ...worker,
    blockedCalls: refusal === "repeated_call" ? worker.blockedCalls + 1 : worker.blockedCalls,
    totals: { ...worker.totals, deniedCalls: worker.totals.deniedCalls + 1 },
  };
}

function repeatsAfter(repeats: Repeats, call: Call, record: CallRecord & { type: "call.finished" }): Repeats {
  const { state } = call;
  if (!("exact" in state)) return repeats;
  const { digest, level } = state.exact;
  return noted(repeats, digest, `${record.status} ${record.outputDigest}`, !levelWithin(level, "read_only"));
}

/** An answer wakes a worker that waits for one. */
function awake(worker: Worker, record: CallRecord): Worker {
  const waits = worker.status.status === "waiting" && worker.status.on === "approval";
  return record.type === "approval.answered" && waits ? entered(worker, { status: "running" }) : worker;
}

/** Every call has its answer: they go back to the model together. */
export function turnOver(worker: Worker): Worker {
  const turn = worker.turn.phase === "answered" ? worker.turn.turn : 0;
  const { notice, ...rest } = worker;
  const answered = said(rest, { role: "tool", results: worker.calls.map(resultOf) });
  const told = notice === undefined ? answered : said(answered, { role: "user", text: notice });
  return { ...told, calls: [], turn: { phase: "idle", done: turn } };
}

function stateAfter(worker: Worker, call: Call, record: CallRecord): CallState {
  switch (record.type) {
    case "call.decided":
      return decided(call, record);
    case "approval.asked":
      return {
        state: "asking",
        exact: exactOf(call),
        question: {
          approval: record.approval,
          digest: record.digest,
          text: record.question,
          ...(record.unknown === undefined ? {} : { unknown: record.unknown }),
        },
      };
    case "approval.answered":
      return answered(call, record);
    case "call.intended":
      return { state: "running", exact: exactOf(call), epoch: record.epoch };
    case "call.awaiting": {
      const { children, needed, until } = record;
      const limit = until === undefined ? {} : { until };
      return { state: "awaiting", exact: exactOf(call), children, needed, ...limit };
    }
    case "call.finished":
      return {
        state: "settled",
        text: toldResult(worker, call, record.text),
        isError: record.status !== "ok",
      };
    case "call.not_done":
      return { state: "allowed", exact: exactOf(call), rule: record.reason };
    case "call.outcome_unknown":
      return outcomeUnknown(record.reason);
  }
}

/** The result, with a warning when it only repeats what the model knows. */
function toldResult({ repeats, request }: Worker, { state }: Call, text: string): string {
  const { warnRepeats, blockRepeats } = request.limits;
  if (!("exact" in state) || !isRepeated(repeats, state.exact.digest, warnRepeats)) return text;
  return `${text}\n\n${repeatWarning(timesInARow(repeats, state.exact.digest), blockRepeats)}`;
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

function outcomeUnknown(reason: string): CallState {
  return { state: "settled", text: canonicalJson({ error: "outcome_unknown", reason }), isError: true };
}

function answered(call: Call, record: CallRecord & { type: "approval.answered" }): CallState {
  if (call.state.state !== "asking") throw new Error(`call ${call.id} was not asked about`);
  if (record.answer === "approve") return { state: "approved", question: call.state.question, by: record.by };
  if (call.state.question.unknown) {
    const why = record.reason ?? "it may or may not have taken effect";
    return outcomeUnknown(`${why}; ${record.by} does not want it to run again`);
  }
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
