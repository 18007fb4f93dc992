import { EMPTY } from "../append-only.ts";
import { artifactFrom } from "../artifacts/artifact.ts";
import type { ArtifactOrigin } from "../artifacts/kept-artifact.ts";
import { auditedWith, NOTHING_AUDITED } from "../audit/audit-state.ts";
import { openLedger } from "../budget/ledger.ts";
import { outdated } from "../evidence/checks.ts";
import { checksBesideChildren, checksKept } from "../evidence/evolve-checks.ts";
import type { RecordType, StoredRecord, WorkerRecord } from "../journal/record.ts";
import { NO_COST } from "../usage/cost.ts";
import { NO_USAGE } from "../usage/usage.ts";
import { type WorkflowRun, withEvent } from "../workflow/run/run.ts";
import type { Checkpoint } from "../workspace/workspace.ts";
import { evolveAuthority, returnsSlice } from "./evolve-authority.ts";
import { evolveCalls } from "./evolve-calls.ts";
import { evolveChildren } from "./evolve-children.ts";
import { imported } from "./evolve-import.ts";
import { evolveCycle, evolveInputs } from "./evolve-inputs.ts";
import { evolveLanding } from "./evolve-landing.ts";
import { evolveNodes } from "./evolve-nodes.ts";
import { evolveSetUp } from "./evolve-set-up.ts";
import { evolveTranscript } from "./evolve-transcript.ts";
import { evolveTurn } from "./evolve-turn.ts";
import { forked } from "./forked.ts";
import { said, standingSize, withMessages } from "./messages.ts";
import { rebuiltNotice, retryNotice } from "./notices.ts";
import { NO_REPEATS } from "./repeats.ts";
import { NOT_SET_UP, triedAgain } from "./set-up.ts";
import type { WorkerStatus } from "./status.ts";
import { firstTranscript } from "./transcript-name.ts";
import { entered } from "./transition.ts";
import { withArtifact } from "./with-artifact.ts";
import type { Worker } from "./worker.ts";

/**
 * A worker and one more record: the worker after it. Costs O(record). Throws on a gap, and on a
 * transition that the table does not have: such a journal was not written by us.
 */
export function evolve(worker: Worker | undefined, stored: StoredRecord): Worker {
  const seq = worker?.seq ?? 0;
  if (stored.seq !== seq + 1) {
    throw new Error(`journal of ${stored.worker} has a gap: expected record ${seq + 1}, found ${stored.seq}`);
  }
  if (worker === undefined) return born(stored);
  const next = apply(worker, stored.record, stored.at);
  const crashes = PROGRESS.has(stored.record.type) ? 0 : next.crashes;
  const audit = auditedWith(next.audit, stored);
  return { ...next, crashes, audit, seq: stored.seq, times: { ...next.times, updatedAt: stored.at } };
}

/** What shows that a drive came to something, or that a person wants it tried again. */
const PROGRESS: ReadonlySet<RecordType> = new Set([
  "workspace.opened",
  "turn.completed",
  "call.finished",
  "workspace.checkpointed",
  "worker.resumed",
  "child.settled",
  "node.settled",
]);

/** All records, oldest first: the worker, or nothing when there are none. */
export function fold(records: readonly StoredRecord[], from?: Worker): Worker | undefined {
  let worker = from;
  for (const stored of records) worker = evolve(worker, stored);
  return worker;
}

function born(stored: StoredRecord): Worker {
  const { worker, record } = stored;
  if (record.type !== "worker.spawned") throw new Error(`journal of ${worker} begins with ${record.type}`);
  const { continues } = record.request;
  const own = bare(stored, record);
  if (continues === undefined) return own;
  const { mode, transcript, messages } = continues;
  return withMessages(mode === "inherit" ? { ...own, transcript } : own, messages);
}

function bare(stored: StoredRecord, record: WorkerRecord & { readonly type: "worker.spawned" }): Worker {
  const { worker, seq, at } = stored;
  return {
    id: worker,
    seq,
    request: record.request,
    ceiling: record.request.ceiling,
    authorityRev: 0,
    standing: [],
    ...(record.parent === undefined ? {} : { parent: record.parent }),
    status: { status: "queued" },
    cycle: 0,
    epoch: 0,
    inputs: [],
    heard: [],
    transcript: firstTranscript(worker),
    messages: EMPTY,
    promptSize: standingSize(record.request),
    tokensPerEstimate: 1,
    inputAt: 0,
    compaction: { done: 0, attempts: 0 },
    turn: { phase: "idle", done: 0 },
    calls: [],
    unsaved: [],
    setUp: NOT_SET_UP,
    landings: [],
    releasing: false,
    sandboxReported: false,
    prompt: { digest: "", messages: 0 },
    faults: 0,
    crashes: 0,
    stageFailures: 0,
    children: [],
    ledger: openLedger(record.request.ceiling.use.budgets, record.slice),
    repeats: NO_REPEATS,
    blockedCalls: 0,
    artifacts: (record.request.artifacts ?? []).map((artifact) => ({ ...artifact, origin: givenTo(worker) })),
    commands: [],
    checks: [],
    audit: auditedWith(NOTHING_AUDITED, stored),
    cycleActiveMs: 0,
    totals: { turns: 0, turnsThisCycle: 0, calls: 0, deniedCalls: 0, usage: NO_USAGE, cost: NO_COST },
    times: { createdAt: at, updatedAt: at, doingSince: at },
  };
}

function givenTo(worker: Worker["id"]): ArtifactOrigin {
  return { way: "given", worker, cycle: 0, seq: 1 };
}

function apply(worker: Worker, record: WorkerRecord, at: string): Worker {
  switch (record.type) {
    case "worker.spawned":
      throw new Error(`worker ${worker.id} is born twice`);
    case "worker.forked":
      return forked(worker, record, at);
    case "cycle.started":
      return evolveCycle({ ...worker, setUp: triedAgain(worker.setUp) }, record, at);
    case "worker.waiting":
      return waiting(worker, record, at);
    case "worker.woken":
      return woken(worker);
    case "stage.retrying":
      return retrying(worker, record);
    case "worker.completed":
      return finished(
        withResult(worker, record.result, at),
        { status: "completed", result: record.result },
        at,
      );
    case "worker.failed":
      return finished(worker, { status: "failed", code: record.code, reason: record.reason }, at);
    case "worker.cancelled":
    case "worker.interrupted":
      return finished(worker, endOf(record), at);
    case "worker.stopping":
      return stopping(worker, record);
    case "worker.resumed":
      return resumed(worker, at);
    case "worker.dropped":
      return { ...worker, dropped: { by: record.by, reason: record.reason } };
    case "worker.imported":
      return imported(worker, record);
    case "driver.claimed":
      return {
        ...worker,
        epoch: record.epoch,
        driver: record.driver,
        crashes: worker.crashes + (worker.driver === undefined ? 0 : 1),
      };
    case "driver.released":
      return without(worker, "driver");
    case "sandbox.reported":
      return { ...worker, sandboxReported: true };
    case "workspace.opened":
      return { ...worker, workspace: record.workspace };
    case "workspace.checkpointed":
      return checkpointed(worker, record.checkpoint);
    case "workspace.rebuilt":
      return { ...rebuilt(worker, record.lostCalls), setUp: NOT_SET_UP };
    case "workspace.command":
      return evolveSetUp(worker, record);
    case "workspace.releasing":
      return { ...worker, releasing: true };
    case "workspace.released":
      return { ...worker, releasing: false, setUp: { ...worker.setUp, tornDown: 0 } };
    case "artifact.produced":
      return withArtifact(worker, record.artifact, { way: "call", call: record.call });
    case "landing.asked":
    case "landing.started":
    case "landing.landed":
    case "landing.failed":
      return evolveLanding(worker, record, at);
    case "command.refused":
    case "network.decided":
    case "audit.sealed":
      return worker;
    case "input.received":
    case "input.delivered":
      return evolveInputs(worker, record);
    case "child.spawned":
    case "child.addressed":
    case "child.settled":
    case "children.closing":
      return evolveChildren({ ...worker, checks: checksBesideChildren(worker) }, record, at);
    case "authority.narrowed":
    case "budget.raised":
    case "child.granted":
    case "budget.granted":
      return evolveAuthority(worker, record);
    case "transcript.compacting":
    case "transcript.compacted":
      return evolveTranscript(worker, record, at);
    case "turn.requested":
    case "turn.failed":
    case "turn.completed":
    case "turn.interrupted":
      return evolveTurn(worker, record, at);
    case "call.decided":
    case "approval.asked":
    case "approval.escalated":
    case "approval.answered":
    case "call.intended":
    case "call.finished":
    case "call.awaiting":
    case "call.not_done":
    case "call.outcome_unknown":
      return evolveCalls(worker, record, at);
    case "node.started":
    case "node.repairing":
    case "node.retrying":
    case "node.settled":
    case "workflow.finished":
      return evolveNodes(worker, record, at);
  }
}

function checkpointed(worker: Worker, checkpoint: Checkpoint | undefined): Worker {
  const kept = { ...worker, unsaved: [], ...(checkpoint === undefined ? {} : { checkpoint }) };
  return { ...kept, checks: checksKept(kept) };
}

function endOf(record: WorkerRecord & { type: "worker.cancelled" | "worker.interrupted" }): WorkerStatus {
  const { by, reason } = record;
  return record.type === "worker.cancelled"
    ? { status: "cancelled", by, reason }
    : { status: "interrupted", by, reason };
}

function finished(worker: Worker, status: WorkerStatus, at: string): Worker {
  const { stopping: _s, pausing: _p, retryAt: _r, ...rested } = returnsSlice(entered(worker, status));
  return { ...rested, times: { ...rested.times, finishedAt: at, doingSince: at } };
}

/** What a cycle said at its end is an artifact for the next ones; it takes no room of its own in the journal. */
function withResult(worker: Worker, text: string, at: string): Worker {
  const { id, cycle } = worker;
  const artifact = artifactFrom(
    { kind: "summary", title: `result of cycle ${cycle}`, text, metadata: { worker: id, cycle } },
    { id: `artifact_${id.slice("worker_".length)}_cycle_${cycle}`, createdAt: at, source: id },
  );
  return withArtifact(worker, artifact, { way: "cycle" });
}

function waiting(worker: Worker, record: WorkerRecord & { type: "worker.waiting" }, at: string): Worker {
  const { on, reason, wakeAt, short } = record;
  const more = { ...(wakeAt === undefined ? {} : { wakeAt }), ...(short === undefined ? {} : { short }) };
  const { pausing: _, ...rested } = entered(worker, { status: "waiting", on, reason, ...more });
  const ledger = on === "budget" ? { ...rested.ledger, askedAt: worker.seq + 1 } : rested.ledger;
  return { ...rested, ledger, times: { ...rested.times, doingSince: at } };
}

/** A resting worker that must do something before it ends is awake for that. */
function stopping(worker: Worker, { to, by, reason }: WorkerRecord & { type: "worker.stopping" }): Worker {
  const awake = worker.status.status === "waiting" ? entered(worker, { status: "running" }) : worker;
  return { ...awake, stopping: { to, by, reason, childrenAsked: false, late: false } };
}

function woken(worker: Worker): Worker {
  const awake = entered(worker, { status: "running" });
  return awake.stopping === undefined ? awake : { ...awake, stopping: { ...awake.stopping, late: true } };
}

/** The same stage once more: the model hears why, and asks anew. */
function retrying(worker: Worker, record: WorkerRecord & { type: "stage.retrying" }): Worker {
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
function resumed(before: Worker, at: string): Worker {
  const { finishedAt: _, ...times } = before.times;
  const worker =
    before.run === undefined ? before : { ...before, run: goingOn(before.run, before.seq + 1, at) };
  const running = without(entered(worker, { status: "running" }), "stopping");
  const { turn } = worker;
  const phase =
    turn.phase === "failed"
      ? ({ phase: "retrying", turn: turn.turn, attempt: turn.attempt, retryAfterMs: 0 } as const)
      : turn;
  const { pausing: _p, retryAt: _r, ...rest } = running;
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
function rebuilt(worker: Worker, lostCalls: readonly string[]): Worker {
  if (lostCalls.length === 0) return worker;
  const notice = rebuiltNotice(lostCalls);
  const told = { ...worker, unsaved: [], checks: outdated(worker.checks) };
  return worker.turn.phase === "answered" ? { ...told, notice } : said(told, { role: "user", text: notice });
}

function without<K extends keyof Worker>(worker: Worker, key: K): Worker {
  const { [key]: _, ...rest } = worker;
  return rest as Worker;
}
