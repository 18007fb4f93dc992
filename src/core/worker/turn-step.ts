import { left } from "../budget/ledger.ts";
import { needOf } from "../budget/reserve.ts";
import { callTrip, type Trip, turnTrip } from "../budget/trip.ts";
import type { ModelFailure } from "../journal/model-failure.ts";
import { type Call, isOpen, isReconcilable, isUnknowable, nextEscalation, nextRunnable } from "./call.ts";
import { awaitingIn, isAnswered, isLate } from "./children.ts";
import { compactionStep, promptTokens } from "./compaction-step.ts";
import { steers } from "./inputs.ts";
import { stageDelayMs } from "./retry.ts";
import type { Moment, Step } from "./step.ts";
import type { Worker } from "./worker.ts";

/** What comes next within a cycle. */
export function turnStep(worker: Worker, moment: Moment): Step {
  const { turn, retryAt } = worker;
  if (retryAt !== undefined && moment.now < retryAt) return until(retryAt, "a failed stage is tried again");
  switch (turn.phase) {
    case "idle":
      return worker.unsaved.length > 0 ? { do: "checkpoint" } : nextTurn(worker, turn.done + 1, moment);
    case "asking":
      return modelStep(worker, moment, turn.turn, turn.attempt + 1, 0);
    case "retrying":
      if (turn.retryAt === undefined)
        return modelStep(worker, moment, turn.turn, turn.attempt + 1, turn.retryAfterMs);
      if (moment.now < turn.retryAt) return until(turn.retryAt, "the provider asked to wait");
      return modelStep(worker, moment, turn.turn, turn.attempt + 1, 0);
    case "failed":
      return (
        compactionStep(worker) ??
        failing(worker, `model-${turn.error.class}`, failureText(worker, turn.error))
      );
    case "answered":
      return worker.calls.length > 0 ? callStep(worker, moment) : answered(worker, turn.finish, turn.text);
  }
}

/** For a prompt that stays too long: why nothing more can be done about it here. */
function failureText(worker: Worker, { class: kind, message }: ModelFailure): string {
  if (kind !== "context-overflow" || (worker.request.compaction?.strategy ?? "none") === "none")
    return message;
  return `${message} (what must stay, its task and what was said last, is about ${promptTokens(worker)} tokens with its tools: it cannot be told in short any more)`;
}

function until(wakeAt: string, reason: string): Step {
  return { do: "end", as: { type: "worker.waiting", on: "timer", reason, wakeAt } };
}

/** How many refusals of calls that only repeat, one after the other, show that the model is stuck. */
const MOST_BLOCKED = 3;

function nextTurn(worker: Worker, turn: number, moment: Moment): Step {
  const told = steers(worker.inputs);
  if (told.length > 0) return { do: "deliver-inputs", inputs: told.map(({ id }) => id) };
  if (worker.blockedCalls >= MOST_BLOCKED) {
    return failing(
      worker,
      "stuck",
      `it asked for the same call again and again (${worker.blockedCalls} refused)`,
    );
  }
  const { maxTurns } = worker.request.limits;
  if (worker.totals.turnsThisCycle >= maxTurns) {
    return limit(`used all turns of this cycle (${maxTurns}) without coming to an end`);
  }
  return modelStep(worker, moment, turn, 1, 0);
}

function limit(reason: string): Step {
  return { do: "end", as: { type: "worker.waiting", on: "limit", reason } };
}

function modelStep(worker: Worker, { ageMs }: Moment, turn: number, attempt: number, delayMs: number): Step {
  const { cycleTimeoutMs } = worker.request.limits;
  if (worker.cycleActiveMs >= cycleTimeoutMs) {
    const seconds = Math.round(cycleTimeoutMs / 1000);
    return limit(`used all the time of this cycle (${seconds} s) without coming to an end`);
  }
  const shorter = compactionStep(worker);
  if (shorter !== undefined) return shorter;
  const trip = turnTrip(worker.ledger, needOf(worker.promptSize, worker.request.price), ageMs);
  return trip === undefined ? { do: "call-model", turn, attempt, delayMs } : outOfBudget(trip);
}

function outOfBudget({ kinds, reason }: Trip): Step {
  return { do: "end", as: { type: "worker.waiting", on: "budget", reason, short: kinds } };
}

/** A stage that failed is tried again as often as its policy says; what was refused stays so. */
function failing(worker: Worker, code: string, reason: string): Step {
  const failures = worker.stageFailures + 1;
  const delayMs = stageDelayMs(worker.request.retry, failures, code);
  if (delayMs === undefined) return { do: "end", as: { type: "worker.failed", code, reason } };
  return { do: "retry-stage", attempt: failures + 1, delayMs, code, reason };
}

/** The model said something and asked for nothing: that is the result, unless it was cut off or is told more. */
function answered(worker: Worker, finish: string, text: string): Step {
  if (finish === "length") {
    return failing(worker, "model-output-cut", "the model's answer was cut off by its output limit");
  }
  if (finish === "content-filter") {
    return failing(worker, "model-content-filter", "the provider's content filter stopped the answer");
  }
  const told = steers(worker.inputs);
  if (told.length > 0) return { do: "deliver-inputs", inputs: told.map(({ id }) => id) };
  return { do: "end", as: { type: "worker.completed", result: text } };
}

function callStep(worker: Worker, moment: Moment): Step {
  const before = knowableOrphans(worker);
  if (before !== undefined) return before;
  if (worker.unsaved.length > 0) return { do: "checkpoint" };
  const open = worker.calls.filter(isOpen);
  if (open.length > 0) return { do: "decide-calls", calls: open };
  const answers = answerable(worker, moment);
  if (answers.length > 0) return { do: "answer-waits", calls: answers };
  const runnable = nextRunnable(worker.calls, worker.epoch);
  if (runnable.length === 0) return waitingStep(worker, moment);
  const trip = callTrip(worker.ledger, moment.ageMs);
  if (trip !== undefined) return outOfBudget(trip);
  const most = left(worker.ledger, "calls");
  return { do: "run-calls", calls: most === "any" ? runnable : runnable.slice(0, most) };
}

/** Waits for children that are over: enough of them rest, time is up, or somebody says something new. */
function answerable(worker: Worker, { now }: Moment): readonly Call[] {
  const told = steers(worker.inputs).length > 0;
  return awaitingIn(worker.calls)
    .filter(({ state }) => told || isAnswered(state, worker.children) || isLate(state, now))
    .map(({ call }) => call);
}

/** Nothing can run: a person must answer, or a child come to rest. */
function waitingStep(worker: Worker, { now }: Moment): Step {
  const unanswered = worker.calls.filter((call) => (nextEscalation(call)?.at ?? "~") <= now);
  if (unanswered.length > 0) return { do: "escalate", calls: unanswered };
  const awaiting = awaitingIn(worker.calls);
  const limits = awaiting.flatMap(({ state }) => state.until ?? []);
  const [first] = [...limits, ...worker.calls.flatMap((call) => nextEscalation(call)?.at ?? [])].sort();
  const wakeAt = first === undefined ? {} : { wakeAt: first };
  const asking = worker.calls.filter(({ state }) => state.state === "asking").length;
  if (asking > 0) {
    const reason = asking === 1 ? "1 call needs a person's yes" : `${asking} calls need a person's yes`;
    return { do: "end", as: { type: "worker.waiting", on: "approval", reason, ...wakeAt } };
  }
  const children = new Set(awaiting.flatMap(({ state }) => state.children)).size;
  const reason = children === 1 ? "1 child has not ended" : `${children} children have not ended`;
  return { do: "end", as: { type: "worker.waiting", on: "child", reason, ...wakeAt } };
}

/** Intents of dead drivers that must be settled, by asking the world or by saying that nobody knows. */
export function knowableOrphans({ calls, epoch }: Worker): Step | undefined {
  const unknown = calls.filter((call) => isUnknowable(call, epoch));
  if (unknown.length > 0) return { do: "settle-orphans", calls: unknown };
  const askable = calls.filter((call) => isReconcilable(call, epoch));
  return askable.length > 0 ? { do: "reconcile", calls: askable } : undefined;
}
