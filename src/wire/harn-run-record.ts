import { bodyOf } from "../core/artifacts/artifact.ts";
import type { JsonObject } from "../core/json.ts";
import type { Worker } from "../core/worker/worker.ts";
import { runOf } from "../core/worker/workflow-actions.ts";
import { type ExplainedRun, explainedRun } from "../core/workflow/run/explained-run.ts";
import { scheduleOf } from "../core/workflow/run/run.ts";
import { runArtifacts } from "../core/workflow/run/run-artifacts.ts";
import type { Ended } from "../core/workflow/run/visit.ts";
import { harnFixture, harnStage, stageId } from "./harn-stage-record.ts";
import { printHarnPolicy } from "./policy/print-harn-policy.ts";

/** Names one run of a worker: those of its cycles, by number. */
export function harnRunId(worker: string, number: number): string {
  return `run_${worker.slice("worker_".length)}_${number}`;
}

/**
 * A run as Harn's run records have it: stages, transitions, checkpoints and child runs, all derived from the
 * journal. Harn has `paused` for a run that rests at a limit; failed and cancelled ones are told as such. Spans and
 * recordings of tools are none: the journal has the calls.
 */
export function harnRunRecord(worker: Worker): JsonObject {
  const { graph, number } = runOf(worker);
  const { request, times } = worker;
  const { ended } = scheduleOf(runOf(worker));
  const id = harnRunId(worker.id, number);
  const artifacts = artifactsOf(worker);
  const explained = explainedRun(worker);
  const produced = Map.groupBy(artifacts, ({ metadata }) => String((metadata as JsonObject)["visit"]));
  const stages = ended.map((one) =>
    harnStage(
      graph,
      id,
      one,
      (produced.get(one.visit.id) ?? []).map((artifact) => String(artifact["id"])),
    ),
  );
  const head = {
    _type: "run_record",
    id,
    workflow_id: request.workflow?.digest ?? "",
    workflow_name: graph.name,
    task: request.task,
    status: statusOf(worker),
    started_at: times.startedAt ?? times.createdAt,
    ...(times.finishedAt === undefined ? {} : { finished_at: times.finishedAt }),
    root_run_id: id,
  };
  return {
    ...head,
    stages,
    transitions: transitionsOf(worker, explained.transitions, id, stages),
    ...progressOf(worker, id),
    child_runs: childrenOf(worker, id, ended),
    artifacts,
    policy: printHarnPolicy(worker.ceiling.use, request.tools, worker.workspace?.root ?? null),
    usage: usageOf(worker),
    replay_fixture: harnFixture(id, head, stages, artifacts),
    trace_spans: [],
    tool_recordings: [],
    metadata: {
      worker_id: worker.id,
      reason: explained.reason,
      inputs: request.workflow?.inputs ?? {},
    },
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

function transitionsOf(
  worker: Worker,
  transitions: ExplainedRun["transitions"],
  run: string,
  stages: readonly JsonObject[],
): readonly JsonObject[] {
  const byId = new Map(stages.map((stage) => [stage["id"], stage]));
  return transitions.map(({ from, to }, index) => {
    const source = byId.get(stageId(run, from)) ?? {};
    const { branch = null, finished_at = worker.times.updatedAt, consumed_artifact_ids = [] } = source;
    return {
      id: `${run}:transition:${index + 1}`,
      from_stage_id: stageId(run, from),
      from_node_id: nodeOf(from),
      to_node_id: nodeOf(to),
      branch,
      timestamp: finished_at,
      consumed_artifact_ids,
      produced_artifact_ids: source["produced_artifact_ids"] ?? [],
    };
  });
}

/** What was ready and done after each visit, from the beginning of the run to its end. */
function progressOf(worker: Worker, run: string): JsonObject {
  const { graph } = runOf(worker);
  const { running, ready, ended } = scheduleOf(runOf(worker));
  const { startedAt, createdAt, finishedAt } = worker.times;
  const done: string[] = [];
  const after = ended.map(({ visit, at }) => {
    if (!done.includes(visit.node)) done.push(visit.node);
    return {
      completed_nodes: [...done],
      last_stage_id: stageId(run, visit.id),
      persisted_at: at,
      reason: "stage_complete",
    };
  });
  const begun = { completed_nodes: [], persisted_at: startedAt ?? createdAt, reason: "start" };
  const over = { completed_nodes: [...done], persisted_at: finishedAt ?? "", reason: "finalize" };
  const all = [begun, ...after, ...(finishedAt === undefined ? [] : [over])];
  const waiting = [...new Set([...ready].map(({ node }) => node))];
  return {
    checkpoints: all.map((one, index) => ({
      id: `${run}:checkpoint:${index + 1}`,
      ready_nodes: index === 0 ? [...graph.start] : index === all.length - 1 ? waiting : [],
      ...one,
    })),
    pending_nodes: [...new Set([...running.values()].map(({ visit }) => visit.node)), ...waiting],
    completed_nodes: done,
  };
}

function childrenOf(worker: Worker, run: string, ended: readonly Ended[]): readonly JsonObject[] {
  const { running } = scheduleOf(runOf(worker));
  const visits = new Map(
    [...ended.map(({ started }) => started), ...running.values()].map((one) => [one?.started.child, one]),
  );
  return worker.children.map((child) => {
    const begun = visits.get(child.id);
    const over = ended.find(({ started }) => started?.started.child === child.id);
    return {
      worker_id: child.id,
      worker_name: child.name,
      parent_stage_id: stageId(run, begun?.visit.id ?? child.call),
      task: begun?.started.prompt ?? child.name,
      status: child.report?.status ?? "running",
      started_at: begun?.since ?? worker.times.createdAt,
      ...(over === undefined ? {} : { finished_at: over.at }),
    };
  });
}

function usageOf({ totals, request, cycleActiveMs }: Worker): JsonObject {
  return {
    input_tokens: totals.usage.inputTokens,
    output_tokens: totals.usage.outputTokens,
    total_duration_ms: cycleActiveMs,
    call_count: totals.turns,
    total_cost: totals.cost.known ? totals.cost.usd : 0,
    models: [request.model],
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
