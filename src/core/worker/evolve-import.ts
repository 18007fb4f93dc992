import { openLedger } from "../budget/ledger.ts";
import type { ForeignOutcome, ForeignPast, ImportRecord, Surroundings } from "../journal/import-record.ts";
import { type Call, isRepeatable } from "./call.ts";
import { said } from "./messages.ts";
import { movedNotice } from "./notices.ts";
import { isSettled, type WaitingOn, type WorkerStatus } from "./status.ts";
import { toldNow } from "./told-now.ts";
import { withoutChildren } from "./without-children.ts";
import type { Worker } from "./worker.ts";

/**
 * A worker that was brought here. Nobody holds it, nobody above it is here, and nothing of it happens by
 * itself: what was under way or waited for something that is not here is interrupted until it is resumed.
 */
export function imported(worker: Worker, { by, from }: ImportRecord): Worker {
  const { driver: _d, stopping: _s, parent: _p, visit: _v, dropped: _dropped, landing: _l, ...rest } = worker;
  const here: Worker = {
    ...rest,
    landings: [], // a file cannot say what is in a repository here
    releasing: false,
    crashes: 0,
    checks: [],
    standing: [],
  };
  return from.format === "legate" ? moved(here, from.now, by) : continued(here, from.past, by);
}

function moved(worker: Worker, now: Surroundings, by: string): Worker {
  // A file may not name secrets of this place, nor commands, nor change them, when nobody here asked for it.
  const {
    preset: _p,
    secrets: _s,
    setUp: _u,
    tearDown: _t,
    env: _e,
    contextWindow,
    ...request
  } = worker.request;
  const { own, estimatedTokens } = worker.ledger;
  const alone = withoutChildren(worker);
  const placed: Worker = {
    ...alone,
    request: { ...request, ...sameModel(request.model === now.model, contextWindow), ...now },
    ceiling: now.ceiling,
    ledger: { ...openLedger(now.ceiling.use.budgets, undefined), own, estimatedTokens },
    status: statusHere(worker, by),
    calls: alone.calls.map(undecided),
  };
  const root = worker.workspace?.root;
  return root === undefined ? placed : toldNow(placed, movedNotice(root));
}

/** Another model has another window, which nobody looked up. */
function sameModel(
  same: boolean,
  contextWindow: number | undefined,
): Pick<Worker["request"], "contextWindow"> {
  return same && contextWindow !== undefined ? { contextWindow } : {};
}

function statusHere({ status }: Worker, by: string): WorkerStatus {
  const stays = status.status === "waiting" && KEPT_WAITS.some((on) => on === status.on);
  if (isSettled(status.status) || stays) return status;
  const what = status.status === "waiting" ? `waiting for ${status.on}` : status.status;
  return { status: "interrupted", by, reason: `it was ${what} when it was exported` };
}

/** A question is asked anew, and neither a clock nor a child of the other store makes it go on here. */
const KEPT_WAITS: readonly WaitingOn[] = ["input", "limit", "budget"];

/**
 * No gate of this store has seen the call: decisions, questions and answers of the file count for
 * nothing. What may have been under way and must not be repeated stays so, for the next driver to settle.
 */
function undecided(call: Call): Call {
  const mayHaveBegun = call.state.state === "running" && !isRepeatable(call);
  return call.state.state === "settled" || mayHaveBegun ? call : { ...call, state: { state: "undecided" } };
}

function continued(worker: Worker, past: ForeignPast, by: string): Worker {
  const { startedAt, finishedAt } = past;
  const turns = past.messages.filter(({ role }) => role === "assistant").length;
  const remembering = past.messages.reduce<Worker>((next, message) => said(next, message), worker);
  return {
    ...remembering,
    cycle: past.tasks.length,
    turn: { phase: "idle", done: turns },
    status: outcomeHere(past.outcome, by),
    times: {
      ...worker.times,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
    },
  };
}

function outcomeHere(outcome: ForeignOutcome, by: string): WorkerStatus {
  switch (outcome.status) {
    case "completed":
      return outcome;
    case "failed":
      return { status: "failed", code: "failed-in-harn", reason: outcome.reason };
    case "cancelled":
    case "interrupted":
      return { status: outcome.status, by, reason: outcome.reason };
  }
}
