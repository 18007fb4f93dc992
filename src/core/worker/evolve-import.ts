import { openLedger } from "../budget/ledger.ts";
import type { ForeignOutcome, ForeignPast, ImportRecord, Surroundings } from "../journal/import-record.ts";
import { said } from "./messages.ts";
import { movedNotice } from "./notices.ts";
import { isSettled, type WorkerStatus } from "./status.ts";
import { toldNow } from "./told-now.ts";
import { withoutChildren } from "./without-children.ts";
import type { Worker } from "./worker.ts";

/**
 * A worker that was brought here. Nobody holds it, nobody above it is here, and nothing of it happens by
 * itself: what was under way or waited for something that is not here is interrupted until it is resumed.
 */
export function imported(worker: Worker, { by, from }: ImportRecord): Worker {
  const { driver: _driver, stopping: _stopping, parent: _parent, ...rest } = worker;
  const here: Worker = { ...rest, releasing: false, crashes: 0 };
  return from.format === "legate" ? moved(here, from.now, by) : continued(here, from.past, by);
}

function moved(worker: Worker, now: Surroundings, by: string): Worker {
  const { preset: _, ...request } = worker.request;
  const { own, estimatedTokens } = worker.ledger;
  const placed: Worker = {
    ...withoutChildren(worker),
    request: { ...request, ...now },
    ceiling: now.ceiling,
    ledger: { ...openLedger(now.ceiling.use.budgets, undefined), own, estimatedTokens },
    status: statusHere(worker, by),
  };
  const root = worker.workspace?.root;
  return root === undefined ? placed : toldNow(placed, movedNotice(root));
}

function statusHere({ status }: Worker, by: string): WorkerStatus {
  const waitsForPerson = status.status === "waiting" && status.on !== "timer" && status.on !== "child";
  if (isSettled(status.status) || waitsForPerson) return status;
  return { status: "interrupted", by, reason: `it was ${status.status} when it was exported` };
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
