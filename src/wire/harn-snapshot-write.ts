import { itemsOf } from "../core/append-only.ts";
import type { StoredRecord } from "../core/journal/record.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { fold } from "../core/worker/evolve.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import { isSettled } from "../core/worker/status.ts";
import { summaryOf } from "../core/worker/summary.ts";
import type { Worker } from "../core/worker/worker.ts";
import { harnHandleOf } from "./harn-handle-of.ts";
import { harnTime } from "./harn-time.ts";
import { harnTranscript } from "./harn-transcript-write.ts";
import { printHarnPolicy } from "./policy/print-harn-policy.ts";

/**
 * A worker as a `worker_snapshot` for programs that read Harn's, with all of its keys. Times are UUIDv7,
 * as such programs expect them in this file. No value of an environment variable is in it, and what it
 * says of authority is never more than the worker's ceiling: every call is to be asked about there,
 * since our rules have no form there.
 */
export function harnSnapshotOf(records: readonly StoredRecord[]): JsonObject {
  const worker = fold(records);
  if (worker === undefined) throw new Error("a worker without records");
  const { id, request, status, times } = worker;
  const summary = summaryOf(worker);
  const handle = harnHandleOf(records);
  const messages = itemsOf(worker.messages);
  const transcript =
    messages.length === 0 ? null : harnTranscript(`transcript_${id.slice(7)}`, messages, isOver(worker));
  const { error, result, artifact_count: _, has_transcript: __, ...shared } = handle;
  return {
    ...shared,
    _type: "worker_snapshot",
    created_at: harnTime(times.createdAt, id),
    started_at: harnTime(times.startedAt ?? times.createdAt, id),
    finished_at:
      times.finishedAt === undefined || !isSettled(status.status) ? null : harnTime(times.finishedAt, id),
    mode: summary.mode === "workflow" ? "stage" : summary.mode, // as what follows tells it
    config: { mode: "stage", node: nodeOf(request), artifacts: [], transcript: null },
    latest_payload: result ?? null,
    latest_error: error ?? null,
    transcript,
    artifacts: [],
    carry_policy: {
      artifact_mode: "inherit",
      context_policy: {},
      transcript_policy: {},
      resume_workflow: true,
      persist_state: true,
      policy: printHarnPolicy(request.ceiling.use, request.tools, summary.workspace.root),
    },
    audit: { ...auditIn(handle), approval_policy: ASK_ABOUT_ALL },
  };
}

/** Harn decides by name alone and approves what no list names; so it is told to ask about every call. */
const ASK_ABOUT_ALL = { auto_approve: [], auto_deny: [], require_approval: ["*"], write_path_allowlist: [] };

function auditIn({ audit }: JsonObject): JsonObject {
  return isJsonObject(audit) ? audit : {};
}

function isOver({ status }: Worker): boolean {
  return status.status === "completed";
}

function nodeOf({ system, tools, model, modelSettings, limits }: WorkerRequest): JsonObject {
  const [provider, ...rest] = model.split("/");
  const isNamed = /^[\w.-]+\/./.test(model);
  return {
    kind: "stage",
    mode: "agent",
    system,
    tools,
    model_policy: {
      provider: isNamed ? (provider ?? null) : null,
      model: isNamed ? rest.join("/") : null,
      temperature: modelSettings.temperature ?? null,
      max_tokens: modelSettings.maxOutputTokens ?? null,
      max_iterations: limits.maxTurns,
    },
  };
}
