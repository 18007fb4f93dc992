import { bodyOf } from "../core/artifacts/artifact.ts";
import type { JsonObject } from "../core/json.ts";
import type { Worker } from "../core/worker/worker.ts";
import { runOf } from "../core/worker/workflow-actions.ts";
import { type ExplainedStep, explainedRun } from "../core/workflow/run/explained-run.ts";
import { scheduleOf } from "../core/workflow/run/run.ts";
import { runArtifacts } from "../core/workflow/run/run-artifacts.ts";

/**
 * A run as Harn's run records have it: stages, transitions, checkpoints and child runs, all derived from the
 * journal. Harn has `paused` for a run that rests at a limit; failed and cancelled ones are told as such.
 */
export function harnRunRecord(worker: Worker): JsonObject {
  const run = explainedRun(worker);
  const { graph } = runOf(worker);
  const { running, ready, ended } = scheduleOf(runOf(worker));
  const id = `run_${worker.id.slice("worker_".length)}_${run.run}`;
  const over = run.steps.filter(({ finishedAt }) => finishedAt !== null);
  return {
    _type: "run_record",
    id,
    workflow_id: run.digest,
    workflow_name: graph.name,
    task: worker.request.task,
    status: statusOf(worker),
    started_at: worker.times.startedAt ?? worker.times.createdAt,
    ...(worker.times.finishedAt === undefined ? {} : { finished_at: worker.times.finishedAt }),
    root_run_id: id,
    stages: over.map((step) => stageOf(worker, id, step)),
    transitions: run.transitions.map(({ from, to }, index) => ({
      id: `${id}:transition:${index + 1}`,
      from_stage_id: `${id}:${from}`,
      from_node_id: nodeOf(from),
      to_node_id: nodeOf(to),
      timestamp: ended.find(({ visit }) => visit.id === from)?.at ?? worker.times.updatedAt,
    })),
    checkpoints: over.map((step, index) => ({
      id: `${id}:checkpoint:${index + 1}`,
      ready_nodes: index === over.length - 1 ? [...ready].map(({ node }) => node) : [],
      completed_nodes: [...new Set(over.slice(0, index + 1).map(({ node }) => node))],
      last_stage_id: `${id}:${step.visit}`,
      persisted_at: step.finishedAt ?? "",
      reason: "stage_complete",
    })),
    pending_nodes: [...new Set([...running.values()].map(({ visit }) => visit.node))],
    completed_nodes: [...new Set(over.map(({ node }) => node))],
    child_runs: worker.children.map((child) => ({
      worker_id: child.id,
      worker_name: child.name,
      parent_stage_id: `${id}:${child.call}`,
      status: child.report?.status ?? "running",
    })),
    artifacts: artifactsOf(worker),
    usage: {
      input_tokens: worker.totals.usage.inputTokens,
      output_tokens: worker.totals.usage.outputTokens,
      call_count: worker.totals.turns,
      total_cost: worker.totals.cost.known ? worker.totals.cost.usd : 0,
      models: [worker.request.model],
    },
    metadata: { worker_id: worker.id, reason: run.reason, inputs: worker.request.workflow?.inputs ?? {} },
  };
}

function statusOf({ status }: Worker): string {
  if (status.status === "waiting")
    return status.on === "limit" || status.on === "budget" ? "paused" : "running";
  return status.status === "queued" ? "running" : status.status;
}

/** `2.each#1/3` is a visit of `each`. */
function nodeOf(visit: string): string {
  return visit.replace(/^\d+\./, "").replace(/#.*$/, "");
}

function stageOf(worker: Worker, run: string, step: ExplainedStep): JsonObject {
  const settled = scheduleOf(runOf(worker)).ended.find(({ visit }) => visit.id === step.visit)?.settled;
  const failed = step.outcome === "failure";
  const status = failed ? "failed" : "completed";
  const outcome = step.code ?? step.outcome;
  const times = {
    started_at: step.startedAt ?? step.finishedAt ?? "",
    ...(step.finishedAt === null ? {} : { finished_at: step.finishedAt }),
  };
  const error = step.reason === null ? {} : { error: step.reason };
  return {
    id: `${run}:${step.visit}`,
    node_id: step.node,
    kind: step.kind,
    status,
    outcome,
    branch: step.outcome,
    ...times,
    ...(settled?.text === undefined ? {} : { visible_text: settled.text }),
    produced_artifact_ids: artifactsOf(worker).flatMap(({ id, metadata }) =>
      (metadata as JsonObject)["visit"] === step.visit ? [String(id)] : [],
    ),
    attempts: [{ attempt: step.attempts, status, outcome, ...error, ...times }],
    metadata: { ...error, ...(step.worker === null ? {} : { worker_id: step.worker }), key: step.key },
  };
}

function artifactsOf(worker: Worker): readonly JsonObject[] {
  return runArtifacts(worker.id, runOf(worker)).map(({ artifact }) => ({
    _type: "artifact",
    id: artifact.id,
    kind: artifact.kind,
    title: artifact.title,
    text: bodyOf(artifact),
    source: artifact.source,
    created_at: artifact.createdAt,
    priority: artifact.priority,
    lineage: [...artifact.lineage],
    estimated_tokens: artifact.estimatedTokens,
    metadata: artifact.metadata,
  }));
}
