import type { JsonObject } from "../core/json.ts";
import { nodeIn } from "../core/worker/node-call.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import { type HarnFacts, harnAudit, harnExecution, harnPayload } from "./harn-facts.ts";
import { harnRunId } from "./harn-run-record.ts";
import { statusNames } from "./status-names.ts";

/**
 * A worker as the handle that Harn's programs get from every worker call. The keys are Harn's; unlike
 * there, times are ISO 8601, and `snapshot_path` is the worker's id, which is what resumes it here.
 */
export function harnHandle(summary: WorkerSummary, facts: HarnFacts = {}): JsonObject {
  const { history = summary.tasks, env } = facts;
  return {
    _type: "agent_handle",
    id: summary.id,
    name: summary.name,
    task: history.at(-1) ?? summary.task,
    mode: summary.mode,
    status: statusNames(summary.status, summary.waitingOn).harn,
    created_at: summary.createdAt,
    started_at: summary.startedAt ?? summary.createdAt,
    finished_at: summary.finishedAt,
    history,
    result: harnPayload(summary, env),
    error: summary.status === "waiting" ? null : summary.reason,
    artifact_count: summary.artifacts,
    has_transcript: summary.hasTranscript,
    parent_worker_id: summary.parent,
    parent_stage_id: summary.visit === null ? null : nodeIn(summary.visit),
    child_run_id: runOf(summary),
    child_run_path: null,
    execution: harnExecution(summary, env),
    snapshot_path: summary.id,
    audit: harnAudit(summary),
  };
}

/** There as soon as a run has come to its end. */
function runOf({ id, mode, cycle, finishedAt }: WorkerSummary): string | null {
  return mode === "workflow" && finishedAt !== null ? harnRunId(id, cycle) : null;
}
