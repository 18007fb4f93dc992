import { canonicalJson, type Json } from "../core/json.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { callersFolder } from "../core/workspace/workspace.ts";

/**
 * In which things a caller asks something else than whoever used the same key before: the task, the place, and
 * all that the caller says now. Of what is left out the configuration decides, which may have changed since.
 */
export function askedDifferently(
  input: SpawnInput,
  asked: WorkerRequest,
  known: WorkerRequest,
): readonly string[] {
  const said = SAID.filter((field) => input[field] !== undefined && !isSame(asked[field], known[field]));
  const authority = AUTHORITY.some((field) => input[field] !== undefined);
  return [
    ...(asked.task === known.task ? [] : ["task"]),
    ...said,
    ...(authority && !isSame(asked.ceiling, known.ceiling) ? ["authority"] : []),
    ...(isSame(placeOf(asked), placeOf(known)) ? [] : ["workspace"]),
  ];
}

/** Taken over into the request as they are said, or on top of defaults. */
const SAID = [
  "name",
  "model",
  "modelSettings",
  "agent",
  "tools",
  "secrets",
  "limits",
  "setUp",
  "tearDown",
  "sandbox",
  "env",
  "onAsk",
  "onUnknown",
  "retry",
  "carry",
  "autoResume",
  "verify",
  "workflow",
  "metadata",
] as const;

const AUTHORITY = ["preset", "policy", "approvals", "budgets", "delegation"] as const;

/** Without what is shown in addition, which the configuration may say. */
function placeOf({ workspace }: WorkerRequest) {
  const place = { kind: workspace.kind, folder: callersFolder(workspace) ?? null };
  if (workspace.kind !== "worktree") return place;
  const { base, includeUncommitted, linked = false } = workspace;
  return { ...place, base, includeUncommitted, linked };
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson((a ?? null) as Json) === canonicalJson((b ?? null) as Json);
}
