import { added, EMPTY } from "../append-only.ts";
import type { RecordType, StoredRecord, WorkerRecord } from "../journal/record.ts";
import { NO_COST } from "../usage/cost.ts";
import { NO_USAGE } from "../usage/usage.ts";
import { evolveCalls } from "./evolve-calls.ts";
import { evolveTurn } from "./evolve-turn.ts";
import { rebuiltNotice } from "./notices.ts";
import type { WorkerStatus } from "./status.ts";
import { entered } from "./transition.ts";
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
  return { ...next, crashes, seq: stored.seq, times: { ...next.times, updatedAt: stored.at } };
}

/** What shows that a drive came to something, or that a person wants it tried again. */
const PROGRESS: ReadonlySet<RecordType> = new Set([
  "workspace.opened",
  "turn.completed",
  "call.finished",
  "workspace.checkpointed",
  "worker.resumed",
]);

/** All records, oldest first: the worker, or nothing when there are none. */
export function fold(records: readonly StoredRecord[], from?: Worker): Worker | undefined {
  let worker = from;
  for (const stored of records) worker = evolve(worker, stored);
  return worker;
}

function born({ worker, seq, at, record }: StoredRecord): Worker {
  if (record.type !== "worker.spawned") throw new Error(`journal of ${worker} begins with ${record.type}`);
  return {
    id: worker,
    seq,
    request: record.request,
    ...(record.parent === undefined ? {} : { parent: record.parent }),
    status: { status: "queued" },
    cycle: 0,
    epoch: 0,
    messages: EMPTY,
    turn: { phase: "idle", done: 0 },
    calls: [],
    unsaved: [],
    releasing: false,
    sandboxReported: false,
    prompt: { digest: "", messages: 0 },
    faults: 0,
    crashes: 0,
    totals: { turns: 0, turnsThisCycle: 0, calls: 0, deniedCalls: 0, usage: NO_USAGE, cost: NO_COST },
    times: { createdAt: at, updatedAt: at },
  };
}

function apply(worker: Worker, record: WorkerRecord, at: string): Worker {
  switch (record.type) {
    case "worker.spawned":
      throw new Error(`worker ${worker.id} is born twice`);
    case "cycle.started": {
      const running = entered(worker, { status: "running" });
      const startedAt = worker.times.startedAt ?? at;
      return {
        ...running,
        cycle: record.cycle,
        messages: added(worker.messages, { role: "user", text: record.input }),
        totals: { ...worker.totals, turnsThisCycle: 0 },
        times: { ...running.times, startedAt },
      };
    }
    case "worker.waiting":
      return entered(worker, { status: "waiting", on: record.on, reason: record.reason });
    case "worker.completed":
      return finished(worker, { status: "completed", result: record.result }, at);
    case "worker.failed":
      return finished(worker, { status: "failed", code: record.code, reason: record.reason }, at);
    case "worker.cancelled":
    case "worker.interrupted":
      return finished(worker, endOf(record), at);
    case "worker.stopping":
      return { ...worker, stopping: { to: record.to, by: record.by, reason: record.reason } };
    case "worker.resumed":
      return resumed(worker);
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
      return {
        ...worker,
        unsaved: [],
        ...(record.checkpoint === undefined ? {} : { checkpoint: record.checkpoint }),
      };
    case "workspace.rebuilt":
      return rebuilt(worker, record.lostCalls);
    case "workspace.releasing":
      return { ...worker, releasing: true };
    case "workspace.released":
      return { ...worker, releasing: false };
    case "command.refused":
      return worker;
    case "turn.requested":
    case "turn.failed":
    case "turn.completed":
      return evolveTurn(worker, record);
    case "call.decided":
    case "approval.asked":
    case "approval.answered":
    case "call.intended":
    case "call.finished":
    case "call.outcome_unknown":
      return evolveCalls(worker, record);
  }
}

function endOf(record: WorkerRecord & { type: "worker.cancelled" | "worker.interrupted" }): WorkerStatus {
  const { by, reason } = record;
  return record.type === "worker.cancelled"
    ? { status: "cancelled", by, reason }
    : { status: "interrupted", by, reason };
}

function finished(worker: Worker, status: WorkerStatus, at: string): Worker {
  const rested = without(entered(worker, status), "stopping");
  return { ...rested, times: { ...rested.times, finishedAt: at } };
}

/**
 * A new chance: the turns count anew, and a final provider error becomes one more attempt. A stop or
 * a release that has not come to its end yet is taken back.
 */
function resumed(worker: Worker): Worker {
  const { finishedAt: _, ...times } = worker.times;
  const running = without(entered(worker, { status: "running" }), "stopping");
  const { turn } = worker;
  const phase =
    turn.phase === "failed"
      ? ({ phase: "retrying", turn: turn.turn, attempt: turn.attempt, retryAfterMs: 0 } as const)
      : turn;
  return {
    ...running,
    turn: phase,
    releasing: false,
    times,
    totals: { ...worker.totals, turnsThisCycle: 0 },
  };
}

/** The files are those of the last checkpoint again: what calls did after it is gone, and the model must know. */
function rebuilt(worker: Worker, lostCalls: readonly string[]): Worker {
  if (lostCalls.length === 0) return worker;
  const notice = rebuiltNotice(lostCalls);
  const told = { ...worker, unsaved: [] };
  return worker.turn.phase === "answered"
    ? { ...told, notice }
    : { ...told, messages: added(worker.messages, { role: "user", text: notice }) };
}

function without<K extends keyof Worker>(worker: Worker, key: K): Worker {
  const { [key]: _, ...rest } = worker;
  return rest as Worker;
}
