import type { RecordType, WorkerRecord } from "../journal/record.ts";
import { GIVEN_UP } from "../worker/decide-give-up.ts";
import { isResting } from "../worker/status.ts";
import type { Worker } from "../worker/worker.ts";

/** Where a record stands: the worker before it, and the record after it. */
export interface Surroundings {
  readonly before: Worker | undefined;
  readonly after: WorkerRecord | undefined;
}

/** Whether the runtime decided by itself that this record comes now: then it can be decided anew. */
export function isRecomputed(record: WorkerRecord, where: Surroundings): boolean {
  return RECOMPUTED.has(record.type) && !isCommanded(record, where);
}

/** A worker at rest is ended, or woken so as to be cut short, by the command that says so and not by a step. */
function isCommanded({ type }: WorkerRecord, { before, after }: Surroundings): boolean {
  if (type === "worker.woken") return after !== undefined && isSaidToOneAtRest(after);
  const isEnd = type === "worker.cancelled" || type === "worker.interrupted";
  return isEnd && before !== undefined && isResting(before.status.status);
}

function isSaidToOneAtRest(after: WorkerRecord): boolean {
  if (after.type === "node.settled") return after.code === GIVEN_UP;
  return after.type === "turn.interrupted" || after.type === "worker.stopping";
}

/** Whether somebody else said it, whatever the worker was doing meanwhile. */
export function isFromOutside({ type }: WorkerRecord): boolean {
  return OUTSIDE.has(type);
}

const RECOMPUTED: ReadonlySet<RecordType> = new Set([
  "cycle.started",
  "input.delivered",
  "turn.requested",
  "transcript.compacting",
  "call.decided",
  "call.intended",
  "call.outcome_unknown",
  "call.not_done",
  "approval.escalated",
  "stage.retrying",
  "workspace.opened",
  "workspace.command",
  "workspace.checkpointed",
  "workspace.released",
  "landing.started",
  "landing.landed",
  "landing.failed",
  "node.started",
  "node.settled",
  "node.repairing",
  "node.retrying",
  "workflow.finished",
  "children.closing",
  "worker.woken",
  "worker.waiting",
  "worker.completed",
  "worker.failed",
  "worker.cancelled",
  "worker.interrupted",
]);

const OUTSIDE: ReadonlySet<RecordType> = new Set([
  "input.received",
  "command.refused",
  "approval.answered",
  "authority.narrowed",
  "budget.raised",
  "budget.granted",
  "child.settled",
  "child.granted",
  "worker.stopping",
  "worker.resumed",
  "worker.dropped",
  "turn.interrupted",
  "workspace.releasing",
  "landing.asked",
  "driver.claimed",
  "audit.sealed",
]);
