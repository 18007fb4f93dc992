import { addSpent } from "../budget/spent.ts";
import { checksAfterCall } from "../evidence/evolve-checks.ts";
import type { CallRecord } from "../journal/call-record.ts";
import { canonicalJson } from "../json.ts";
import { levelWithin } from "../policy/side-effect-level.ts";
import {
  answeredQuestion,
  approvedBy,
  type Call,
  type CallState,
  exactOf,
  type Question,
  resultOf,
} from "./call.ts";
import { withEvidence } from "./evidence.ts";
import { afterApproval, standingAfter, unknownOutcome } from "./evolve-approval.ts";
import { said } from "./messages.ts";
import { repeatWarning } from "./repeat-texts.ts";
import { isRepeated, noted, type Repeats, timesInARow } from "./repeats.ts";
import { entered } from "./transition.ts";
import type { Worker } from "./worker.ts";

/** What the records of tool calls mean for a worker. When the last one is settled, the turn is over. */
export function evolveCalls(before: Worker, record: CallRecord, at: string): Worker {
  const call = before.calls.find(({ id }) => id === record.call);
  if (call === undefined) throw new Error(`worker ${before.id} has no call ${record.call} in this turn`);
  const worker = counted(before, call, record, at);
  const state = stateAfter(worker, call, record, at);
  const calls = worker.calls.map((one) => (one === call ? { ...one, state } : one));
  const unsaved = mayHaveChanged(worker, call, record) ? [...worker.unsaved, call.id] : worker.unsaved;
  const checks = "exact" in call.state ? checksAfterCall(worker, call.state.exact, record) : worker.checks;
  const next = { ...worker, calls, unsaved, checks, standing: standingAfter(worker.standing, record) };
  const awake = record.type === "approval.answered" && state.state !== "asking" ? answered(next) : next;
  const isTurn = worker.run === undefined; // what a node's call came to is read when its node ends
  return isTurn && calls.every((one) => one.state.state === "settled") ? turnOver(awake) : awake;
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
        repeats: worker.run === undefined ? repeatsAfter(worker.repeats, call, record) : worker.repeats,
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

/** The last answer that it takes wakes a worker that waits for one. */
function answered(worker: Worker): Worker {
  const waits = worker.status.status === "waiting" && worker.status.on === "approval";
  return waits ? entered(worker, { status: "running" }) : worker;
}

/** Every call has its answer: they go back to the model together. */
export function turnOver(worker: Worker): Worker {
  const turn = worker.turn.phase === "answered" ? worker.turn.turn : 0;
  const { notice, ...rest } = worker;
  const answered = said(rest, { role: "tool", results: worker.calls.map(resultOf) });
  const told = notice === undefined ? answered : said(answered, { role: "user", text: notice });
  return { ...told, calls: [], turn: { phase: "idle", done: turn } };
}

function stateAfter(worker: Worker, call: Call, record: CallRecord, at: string): CallState {
  switch (record.type) {
    case "call.decided":
      return decided(call, record);
    case "approval.asked":
    case "approval.escalated":
    case "approval.answered":
      return afterApproval(worker, call, record, at);
    case "call.intended":
      return { state: "running", exact: exactOf(call), epoch: record.epoch, ...yesOf(call) };
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
        ...(worker.run === undefined ? {} : { data: { ...record.data, status: record.status } }),
      };
    case "call.not_done":
      return { state: "allowed", exact: exactOf(call), rule: record.reason, ...yesOf(call) };
    case "call.outcome_unknown":
      return unknownOutcome(record.reason);
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
  return { state: "allowed", exact, rule, ...(isByYes(call, rule) ? yesOf(call) : {}) };
}

/** A yes that was just given, or once more the one by which it was allowed before. */
function isByYes(call: Call, rule: string): boolean {
  const question = answeredQuestion(call);
  return call.state.state === "approved" || (question !== undefined && rule === approvedBy(question));
}

/** The yes by which it runs goes with it until it has its outcome. */
function yesOf(call: Call): { readonly question?: Question } {
  const question = answeredQuestion(call);
  return question === undefined ? {} : { question };
}

/** Only an effect that was begun can have changed something, and no read does. */
function mayHaveChanged(worker: Worker, call: Call, record: CallRecord): boolean {
  if (worker.workspace?.kind !== "worktree") return false;
  if (record.type !== "call.finished" && record.type !== "call.outcome_unknown") return false;
  return !levelWithin(exactOf(call).level, "read_only");
}
