import type { RecordType, WorkerRecord } from "./record.ts";

/** Whether a record changes how a worker stands for those who watch it; the others say how it got there. */
export function isTransition(record: WorkerRecord): boolean {
  return record.type === "call.decided" ? record.decision === "deny" : IS_TRANSITION[record.type];
}

/** Every type is decided here, so that a new one cannot be forgotten. */
const IS_TRANSITION: Readonly<Record<Exclude<RecordType, "call.decided">, boolean>> = {
  "worker.spawned": true,
  "worker.forked": true,
  "worker.imported": true,
  "cycle.started": true,
  "worker.waiting": true,
  "worker.woken": true,
  "stage.retrying": true,
  "worker.completed": true,
  "worker.failed": true,
  "worker.cancelled": true,
  "worker.interrupted": true,
  "worker.resumed": true,
  "worker.stopping": true,
  "worker.dropped": true,
  "command.refused": false,
  "driver.claimed": false,
  "driver.released": false,
  "sandbox.reported": false,
  "workspace.opened": false,
  "workspace.rebuilt": false,
  "workspace.checkpointed": false,
  "workspace.releasing": false,
  "workspace.released": false,
  "turn.requested": false,
  "turn.failed": false,
  "turn.interrupted": true,
  "turn.completed": true,
  "approval.asked": true,
  "approval.answered": true,
  "call.intended": false,
  "call.finished": false,
  "call.awaiting": false,
  "call.not_done": false,
  "call.outcome_unknown": true,
  "input.received": true,
  "input.delivered": false,
  "child.spawned": true,
  "child.addressed": false,
  "child.settled": true,
  "children.closing": false,
  "budget.raised": false,
  "child.granted": false,
  "budget.granted": false,
  "authority.narrowed": true,
};
