import { auditedWith } from "../audit/audit-state.ts";
import { checksBesideChildren, checksKept } from "../evidence/evolve-checks.ts";
import type { RecordType, StoredRecord, WorkerRecord } from "../journal/record.ts";
import type { Checkpoint } from "../workspace/workspace.ts";
import { born } from "./born.ts";
import { evolveAuthority } from "./evolve-authority.ts";
import { evolveCalls } from "./evolve-calls.ts";
import { evolveChildren } from "./evolve-children.ts";
import { imported } from "./evolve-import.ts";
import { evolveCycle, evolveInputs } from "./evolve-inputs.ts";
import { evolveLanding } from "./evolve-landing.ts";
import { evolveNodes } from "./evolve-nodes.ts";
import { evolveSetUp } from "./evolve-set-up.ts";
import {
  endOf,
  finished,
  rebuilt,
  resumed,
  retrying,
  stopping,
  waiting,
  withResult,
  woken,
} from "./evolve-status.ts";
import { evolveTranscript } from "./evolve-transcript.ts";
import { evolveTurn } from "./evolve-turn.ts";
import { forked } from "./forked.ts";
import { NOT_SET_UP, triedAgain } from "./set-up.ts";
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
      return withoutDriver(worker);
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

function withoutDriver({ driver: _, ...worker }: Worker): Worker {
  return worker;
}
