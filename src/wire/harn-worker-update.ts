import type { JsonObject } from "../core/json.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";
import type { HarnFacts } from "./harn-facts.ts";
import { harnHandle } from "./harn-handle.ts";

/** The record that changed a worker's state, and who is told. */
export interface HarnUpdate {
  readonly seq: number;
  /** Its place among the records of all workers: the cursor of a host that hears of many. */
  readonly position?: number;
  /** The type of the record. */
  readonly transition?: string;
  /** ISO 8601 UTC, when it was committed. */
  readonly at: string;
  /** The host's session. */
  readonly sessionId: string;
  /** What the host runs, when it is a program of Harn's. */
  readonly script?: string;
}

/** A JSON-RPC notification, to be written as one line. */
export interface HarnNotification {
  readonly jsonrpc: "2.0";
  readonly method: "session/update" | "progress";
  readonly params: JsonObject;
}

/**
 * What a host of Harn's is told when a worker's state changes: `session/update`, and `progress` right
 * after it. Beside Harn's keys each has `seq`, `at` and, where given, `position` and `transition` of the
 * record, so that a host can order and repeat; the environment is names only, never values.
 */
export function harnWorkerUpdate(
  summary: WorkerSummary,
  update: HarnUpdate,
  facts: HarnFacts = {},
): readonly [HarnNotification, HarnNotification] {
  const place = placeOf(update);
  const handle = harnHandle(summary, facts);
  const worker = { worker_id: summary.id, worker_name: summary.name };
  const status = handle["status"] ?? null;
  const metadata = metadataOf(handle);
  const progress = {
    phase: "worker",
    message: `${summary.name} ${String(status)}`,
    data: { ...worker, status, metadata, ...place },
  };
  return [
    { jsonrpc: "2.0", method: "session/update", params: updateParams(handle, metadata, update) },
    { jsonrpc: "2.0", method: "progress", params: progress },
  ];
}

function updateParams(handle: JsonObject, metadata: JsonObject, update: HarnUpdate): JsonObject {
  const { sessionId, script } = update;
  const picked = (names: readonly string[]) => pick(handle, names);
  const worker = { worker_id: handle["id"] ?? null, worker_name: handle["name"] ?? null };
  const content = {
    ...worker,
    ...picked(["status"]),
    script: script ?? null,
    ...picked(["started_at", "finished_at", "snapshot_path"]),
    run_id: null,
    run_path: null,
    lifecycle: { event: handle["status"] ?? null, ...worker, ...picked(["started_at", "finished_at"]) },
    ...picked(["audit"]),
    metadata,
    ...placeOf(update),
  };
  return { sessionId, update: { sessionUpdate: "worker_update", content } };
}

function placeOf({ seq, position, transition, at }: HarnUpdate): JsonObject {
  return {
    seq,
    ...(position === undefined ? {} : { position }),
    at,
    ...(transition === undefined ? {} : { transition }),
  };
}

function metadataOf(handle: JsonObject): JsonObject {
  return pick(handle, [
    "task",
    "mode",
    "created_at",
    "started_at",
    "finished_at",
    "artifact_count",
    "has_transcript",
    "parent_worker_id",
    "parent_stage_id",
    "child_run_id",
    "child_run_path",
    "execution",
    "snapshot_path",
    "audit",
    "error",
  ]);
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, object[name] ?? null]));
}
