import { type Call, isOpen, isOrphan, isRepeatable, nextRunnable } from "./call.ts";
import { isResting, isSettled, type WaitingOn } from "./status.ts";
import type { Worker } from "./worker.ts";

/** What is to be done for a worker now. One at a time; afterwards the journal has grown: ask again. */
export type Step =
  | { readonly do: "start-cycle"; readonly cycle: number }
  | { readonly do: "open-workspace" }
  | { readonly do: "call-model"; readonly turn: number; readonly attempt: number; readonly delayMs: number }
  | { readonly do: "decide-calls"; readonly calls: readonly Call[] }
  | { readonly do: "settle-orphans"; readonly calls: readonly Call[] }
  | { readonly do: "run-calls"; readonly calls: readonly Call[] }
  | { readonly do: "checkpoint" }
  | { readonly do: "release-workspace" }
  | { readonly do: "end"; readonly as: End }
  | { readonly do: "nothing" };

/** How a worker comes to rest. */
export type End =
  | { readonly type: "worker.waiting"; readonly on: WaitingOn; readonly reason: string }
  | { readonly type: "worker.completed"; readonly result: string }
  | { readonly type: "worker.failed"; readonly code: string; readonly reason: string }
  | { readonly type: "worker.cancelled"; readonly by: string; readonly reason: string }
  | { readonly type: "worker.interrupted"; readonly by: string; readonly reason: string };

export function nextStep(worker: Worker): Step {
  const { status } = worker.status;
  if (worker.stopping !== undefined && (status === "running" || status === "queued")) return stop(worker);
  if (worker.crashes >= RECOVERY_LIMIT && !isResting(status))
    return { do: "end", as: tooManyCrashes(worker) };
  if (status === "queued" || neverBegan(worker)) return { do: "start-cycle", cycle: worker.cycle + 1 };
  if (worker.releasing && isSettled(status)) return { do: "release-workspace" };
  if (status !== "running") return { do: "nothing" };
  if (worker.workspace === undefined) return { do: "open-workspace" };
  return turnStep(worker);
}

/** A worker whose drive kills its driver must not take one driver after the other with it. */
const RECOVERY_LIMIT = 3;

function tooManyCrashes({ crashes }: Worker): End {
  const reason = `${crashes} drivers in a row died while they drove it, at the same place; look at driver.log, then resume it`;
  return { type: "worker.interrupted", by: "runtime", reason };
}

/** Stopped before its first cycle and resumed since: nobody has told the model its task yet. */
function neverBegan({ status, cycle }: Worker): boolean {
  return status.status === "running" && cycle === 0;
}

/** Work is kept before a worker ends, whoever asked for the end. */
function stop(worker: Worker): Step {
  const { stopping } = worker;
  if (stopping === undefined) return { do: "nothing" };
  const orphans = onceOrphans(worker);
  if (orphans.length > 0) return { do: "settle-orphans", calls: orphans };
  if (worker.unsaved.length > 0) return { do: "checkpoint" };
  return { do: "end", as: { type: `worker.${stopping.to}`, by: stopping.by, reason: stopping.reason } };
}

function turnStep(worker: Worker): Step {
  const { turn } = worker;
  switch (turn.phase) {
    case "idle":
      return worker.unsaved.length > 0 ? { do: "checkpoint" } : nextTurn(worker, turn.done + 1);
    case "asking":
      return { do: "call-model", turn: turn.turn, attempt: turn.attempt + 1, delayMs: 0 };
    case "retrying":
      return { do: "call-model", turn: turn.turn, attempt: turn.attempt + 1, delayMs: turn.retryAfterMs };
    case "failed":
      return {
        do: "end",
        as: { type: "worker.failed", code: `model-${turn.error.class}`, reason: turn.error.message },
      };
    case "answered":
      return worker.calls.length === 0 ? answered(turn.finish, turn.text) : callStep(worker);
  }
}

function nextTurn(worker: Worker, turn: number): Step {
  const { maxTurns } = worker.request.limits;
  if (worker.totals.turnsThisCycle < maxTurns) return { do: "call-model", turn, attempt: 1, delayMs: 0 };
  const reason = `used all turns of this cycle (${maxTurns}) without coming to an end`;
  return { do: "end", as: { type: "worker.waiting", on: "limit", reason } };
}

/** The model said something and asked for nothing: that is the result, unless it was cut off. */
function answered(finish: string, text: string): Step {
  if (finish === "length") {
    const reason = "the model's answer was cut off by its output limit";
    return { do: "end", as: { type: "worker.failed", code: "model-output-cut", reason } };
  }
  if (finish === "content-filter") {
    const reason = "the provider's content filter stopped the answer";
    return { do: "end", as: { type: "worker.failed", code: "model-content-filter", reason } };
  }
  return { do: "end", as: { type: "worker.completed", result: text } };
}

function callStep(worker: Worker): Step {
  const orphans = onceOrphans(worker);
  if (orphans.length > 0) return { do: "settle-orphans", calls: orphans };
  if (worker.unsaved.length > 0) return { do: "checkpoint" };
  const open = worker.calls.filter(isOpen);
  if (open.length > 0) return { do: "decide-calls", calls: open };
  const runnable = nextRunnable(worker.calls, worker.epoch);
  if (runnable.length > 0) return { do: "run-calls", calls: runnable };
  const asking = worker.calls.filter(({ state }) => state.state === "asking");
  const reason =
    asking.length === 1 ? "1 call needs a person's yes" : `${asking.length} calls need a person's yes`;
  return { do: "end", as: { type: "worker.waiting", on: "approval", reason } };
}

function onceOrphans(worker: Worker): readonly Call[] {
  return worker.calls.filter((call) => isOrphan(call, worker.epoch) && !isRepeatable(call));
}
