import type { JsonObject } from "../core/json.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import type { WorkerSummary } from "../core/worker/summary.ts";

/** What a handle tells beside the summary. */
export interface HarnFacts {
  /** The task of every cycle, oldest first. @default the newest, in short */
  readonly history?: readonly string[];
  /** Names of the environment variables that its commands see; values are never told. @default none */
  readonly env?: readonly string[];
}

/** What its commands may see, by name: what it was given, and secrets. */
export function environmentNames({ env = {}, secrets = [] }: WorkerRequest): readonly string[] {
  return [...Object.keys(env), ...secrets];
}

/** Where it acts, in Harn's words. */
export function harnExecution({ workspace }: WorkerSummary, env: readonly string[] = []): JsonObject {
  const { kind, root, repo, base } = workspace;
  return {
    cwd: kind === "none" ? null : root,
    env: Object.fromEntries(env.map((name) => [name, ""])),
    worktree:
      kind === "worktree"
        ? { repo: repo ?? "", path: root, branch: null, base_ref: base, cleanup: null }
        : null,
  };
}

/** The mutation session that Harn's hosts show with a worker. It informs; our policies are what is enforced. */
export function harnAudit({ id, session, mode }: WorkerSummary): JsonObject {
  return {
    session_id: session.id,
    parent_session_id: session.parent,
    run_id: null,
    worker_id: id,
    execution_kind: mode,
    mutation_scope: session.scope,
    approval_policy: null,
  };
}

/** The payload that a stage of Harn's leaves behind; nothing before the worker is completed. */
export function harnPayload(summary: WorkerSummary, env?: readonly string[]): JsonObject | null {
  const { result, task, mode } = summary;
  if (result === null) return null;
  return {
    status: "completed",
    mode,
    task,
    result: { status: "done", text: result, visible_text: result },
    artifacts: [],
    execution: harnExecution(summary, env),
  };
}
