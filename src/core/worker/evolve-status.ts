import { artifactFrom } from "../artifacts/artifact.ts";
import { outdated } from "../evidence/checks.ts";
import type { WorkerRecord } from "../journal/record.ts";
import { type WorkflowRun, withEvent } from "../workflow/run/run.ts";
import { returnsSlice } from "./evolve-authority.ts";
import { said } from "./messages.ts";
import { rebuiltNotice, retryNotice } from "./notices.ts";
import { NO_REPEATS } from "./repeats.ts";
import { triedAgain } from "./set-up.ts";
import type { WorkerStatus } from "./status.ts";
import { entered } from "./transition.ts";
import { withArtifact } from "./with-artifact.ts";
import type { Worker } from "./worker.ts";

export function endOf(
  record: WorkerRecord & { type: "worker.cancelled" | "worker.interrupted" },
): WorkerStatus {
  const { by, reason } = record;
  return record.type === "worker.cancelled"
    ? { status: "cancelled", by, reason }
    : { status: "interrupted", by, reason };
}

export function finished(worker: Worker, status: WorkerStatus, at: string): Worker {
  const { stopping: _s, pausing: _p, retryAt: _r, ...rested } = returnsSlice(entered(worker, status));
  return { ...rested, times: { ...rested.times, finishedAt: at, doingSince: at } };
}

/** What a cycle said at its end is an artifact for the next ones; it takes no room of its own in the journal. */
export function withResult(worker: Worker, text: string, at: string): Worker {
  const { id, cycle } = worker;
  const artifact = artifactFrom(
    { kind: "summary", title: `result of cycle ${cycle}`, text, metadata: { worker: id, cycle } },
    { id: `artifact_${id.slice("worker_".length)}_cycle_${cycle}`, createdAt: at, source: id },
  );
  return withArtifact(worker, artifact, { way: "cycle" });
}

export function waiting(
  worker: Worker,
  record: WorkerRecord & { type: "worker.waiting" },
  at: string,
): Worker {
  const { on, reason, wakeAt, short } = record;
  const more = { ...(wakeAt === undefined ? {} : { wakeAt }), ...(short === undefined ? {} : { short }) };
  const { pausing: _, ...rested } = entered(worker, { status: "waiting", on, reason, ...more });
  const ledger =
    on === "budget" ? { ...rested.ledger, askedAt: rested.ledger.askedAt ?? worker.seq + 1 } : rested.ledger;
  return { ...rested, ledger, times: { ...rested.times, doingSince: at } };
}

/** A resting worker that must do something before it ends is awake for that. */
export function stopping(
  worker: Worker,
  { to, by, reason }: WorkerRecord & { type: "worker.stopping" },
): Worker {
  const awake = worker.status.status === "waiting" ? entered(worker, { status: "running" }) : worker;
  return { ...awake, stopping: { to, by, reason, childrenAsked: false, late: false } };
}

export function woken(worker: Worker): Worker {
  const awake = entered(worker, { status: "running" });
  return awake.stopping === undefined ? awake : { ...awake, stopping: { ...awake.stopping, late: true } };
}

/** The same stage once more: the model hears why, and asks anew. */
export function retrying(worker: Worker, record: WorkerRecord & { type: "stage.retrying" }): Worker {
  const { attempt, reason, retryAt } = record;
  const notice = retryNotice(attempt, reason);
  const answered = worker.turn.phase === "answered" ? worker.turn.turn : undefined;
  const turn: Worker["turn"] =
    answered !== undefined
      ? { phase: "idle", done: answered }
      : worker.turn.phase === "failed"
        ? { phase: "retrying", turn: worker.turn.turn, attempt: worker.turn.attempt, retryAfterMs: 0 }
        : worker.turn;
  return {
    ...said(worker, { role: "user", text: notice }),
    turn,
    faults: 0,
    blockedCalls: 0,
    stageFailures: worker.stageFailures + 1,
    repeats: NO_REPEATS,
    retryAt,
  };
}

/**
 * A new chance: the turns count anew, and a final provider error becomes one more attempt. A stop or
 * a release that has not come to its end yet is taken back.
 */
export function resumed(before: Worker, at: string): Worker {
  const { finishedAt: _, ...times } = before.times;
  const worker =
    before.run === undefined ? before : { ...before, run: goingOn(before.run, before.seq + 1, at) };
  const running = entered(worker, { status: "running" });
  const { turn } = worker;
  const phase =
    turn.phase === "failed"
      ? ({ phase: "retrying", turn: turn.turn, attempt: turn.attempt, retryAfterMs: 0 } as const)
      : turn;
  const { stopping: _s, pausing: _p, retryAt: _r, ...rest } = running;
  return {
    ...rest,
    turn: phase,
    setUp: triedAgain(worker.setUp),
    releasing: false,
    times,
    stageFailures: 0,
    repeats: NO_REPEATS,
    blockedCalls: 0,
    cycleActiveMs: 0,
    totals: { ...worker.totals, turnsThisCycle: 0 },
  };
}

/** What failed in the run of a workflow is tried again, and its bounds count anew. */
function goingOn(run: WorkflowRun, seq: number, at: string): WorkflowRun {
  const { finished: _, ...open } = run;
  return withEvent(open, { record: { type: "worker.resumed" }, seq, at });
}

/** The files are those of the last checkpoint again: what calls did after it is gone, and the model must know. */
export function rebuilt(worker: Worker, lostCalls: readonly string[]): Worker {
  if (lostCalls.length === 0) return worker;
  const notice = rebuiltNotice(lostCalls);
  const told = { ...worker, unsaved: [], checks: outdated(worker.checks) };
  return worker.turn.phase === "answered" ? { ...told, notice } : said(told, { role: "user", text: notice });
}
