import type { JsonObject } from "../core/json.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import { type HarnFacts, harnAudit, harnExecution, harnPayload } from "./harn-facts.ts";
import { statusNames } from "./status-names.ts";

/**
 * A worker as the handle that Harn's programs get from every worker call. The keys are Harn's; unlike
 * there, times are ISO 8601, and `snapshot_path` is the worker's id, which is what resumes it here.
 */
export function harnHandle(summary: WorkerSummary, facts: HarnFacts = {}): JsonObject {
  const { history = [summary.task], env, artifacts = 0 } = facts;
  return {
    _type: "agent_handle",
    id: summary.id,
    name: summary.name,
    task: history.at(-1) ?? summary.task,
    mode: "stage",
    status: statusNames(summary.status, summary.waitingOn).harn,
    created_at: summary.createdAt,
    started_at: summary.startedAt ?? summary.createdAt,
    finished_at: summary.finishedAt,
    history,
    result: harnPayload(summary, env),
    error: summary.status === "waiting" ? null : summary.reason,
    artifact_count: artifacts,
    has_transcript: summary.turns > 0,
    parent_worker_id: summary.parent,
    parent_stage_id: null,
    child_run_id: null,
    child_run_path: null,
    execution: harnExecution(summary, env),
    snapshot_path: summary.id,
    audit: harnAudit(summary),
  };
}
