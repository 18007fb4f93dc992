import type { NodeSpent } from "../core/journal/node-record.ts";
import type { JsonObject } from "../core/json.ts";
import type { WorkflowGraph } from "../core/workflow/graph.ts";
import type { Ended } from "../core/workflow/run/visit.ts";

/** One visit of a node as Harn's run records have stages; what an absent field would say did not happen. */
export function harnStage(
  graph: WorkflowGraph,
  run: string,
  { visit, settled, started, at }: Ended,
  produced: readonly string[],
): JsonObject {
  const { outcome: branch, code, reason, text, output, key, spent } = settled;
  const kind = graph.nodes[visit.node]?.kind ?? "";
  const outcome = code ?? branch;
  const status = branch === "failure" ? "failed" : "completed";
  const times = { started_at: started?.since ?? at, finished_at: at };
  const error = reason === undefined ? {} : { error: reason };
  const told = started?.started;
  return {
    id: stageId(run, visit.id),
    node_id: visit.node,
    kind,
    status,
    outcome,
    branch,
    ...times,
    ...(text === undefined ? {} : { visible_text: text }),
    ...(kind === "verify" ? { verification: { kind: "composite", ok: branch === "success", ...error } } : {}),
    ...(spent === undefined ? {} : { usage: usageOf(spent) }),
    consumed_artifact_ids: [...(told?.artifacts ?? [])],
    produced_artifact_ids: [...produced],
    attempts: [{ attempt: started?.attempt ?? 1, status, outcome, branch, ...error, ...times }],
    metadata: {
      ...error,
      ...(told?.child === undefined ? {} : { worker_id: told.child }),
      ...(told?.prompt === undefined ? {} : { prompt: told.prompt }),
      ...(told?.system === undefined ? {} : { system_prompt: told.system }),
      ...(output === undefined ? {} : { output }),
      key,
    },
  };
}

export function stageId(run: string, visit: string): string {
  return `${run}:${visit}`;
}

function usageOf({ usage, cost, durationMs }: NodeSpent): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    total_duration_ms: durationMs,
    call_count: 1,
    ...(cost.known ? { total_cost: cost.usd } : {}),
  };
}

/** What a later run of the same graph is held against: of each visit how it ended, and what it left. */
export function harnFixture(
  run: string,
  head: JsonObject,
  stages: readonly JsonObject[],
  artifacts: readonly JsonObject[],
): JsonObject {
  const { workflow_id = null, workflow_name = null, status = null, started_at = null } = head;
  return {
    _type: "replay_fixture",
    id: `fixture_${run}`,
    source_run_id: run,
    workflow_id,
    workflow_name,
    created_at: started_at,
    expected_status: status,
    stage_assertions: stages.map((stage) => assertionOf(stage, artifacts)),
  };
}

function assertionOf(stage: JsonObject, artifacts: readonly JsonObject[]): JsonObject {
  const { node_id = null, status = null, outcome = null, branch = null, visible_text: text } = stage;
  const produced = Array.isArray(stage["produced_artifact_ids"]) ? stage["produced_artifact_ids"] : [];
  const kinds = artifacts.flatMap(({ id = null, kind = null }) => (produced.includes(id) ? [kind] : []));
  return {
    node_id,
    expected_status: status,
    expected_outcome: outcome,
    expected_branch: branch,
    required_artifact_kinds: kinds,
    ...(typeof text === "string" && text !== "" ? { visible_text_contains: text.slice(0, SHOWN) } : {}),
  };
}

/** Characters of a text that a fixture is about. */
const SHOWN = 80;
