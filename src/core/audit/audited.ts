import type { RecordType } from "../journal/record.ts";

/**
 * Whether records of this type are links of the audit chain: who handed on what, under which authority,
 * what was decided about it and by whom, what came of it. The others say how it got there.
 */
export function isAudited(type: string): boolean {
  return Object.hasOwn(AUDITED, type) && AUDITED[type as RecordType];
}

/** Every type is decided here, so that a new one cannot be forgotten. */
const AUDITED: Readonly<Record<RecordType, boolean>> = {
  "worker.spawned": true,
  "worker.forked": true,
  "worker.imported": true,
  "cycle.started": true,
  "worker.waiting": true,
  "worker.woken": false,
  "stage.retrying": false,
  "worker.completed": true,
  "worker.failed": true,
  "worker.cancelled": true,
  "worker.interrupted": true,
  "worker.resumed": true,
  "worker.stopping": true,
  "worker.dropped": true,
  "command.refused": true,
  "driver.claimed": false,
  "driver.released": false,
  "sandbox.reported": true,
  "workspace.opened": true,
  "workspace.rebuilt": true,
  "workspace.checkpointed": true,
  "workspace.releasing": true,
  "workspace.released": true,
  "turn.requested": false,
  "turn.failed": false,
  "turn.interrupted": true,
  "turn.completed": true,
  "call.decided": true,
  "approval.asked": true,
  "approval.escalated": true,
  "approval.answered": true,
  "network.decided": true,
  "artifact.produced": true,
  "call.intended": true,
  "call.finished": true,
  "call.awaiting": false,
  "call.not_done": true,
  "call.outcome_unknown": true,
  "input.received": true,
  "input.delivered": false,
  "child.spawned": true,
  "child.addressed": true,
  "child.settled": true,
  "children.closing": true,
  "budget.raised": true,
  "child.granted": true,
  "budget.granted": true,
  "authority.narrowed": true,
  "audit.sealed": false,
};
