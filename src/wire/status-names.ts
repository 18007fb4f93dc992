import type { StatusName, WaitingOn } from "../core/worker/status.ts";

/** What a worker's state is called where others ask for it (`docs/statuses.md`). */
export interface StatusNames {
  /** Harn's worker status. */
  readonly harn: "running" | "completed" | "failed" | "cancelled" | "interrupted";
  /** Background tasks of Claude Code. */
  readonly claude: "working" | "blocked" | "done" | "failed" | "stopped";
  /** MCP Tasks. */
  readonly mcp: "working" | "input_required" | "completed" | "failed" | "cancelled";
  /** ACP, version 2. */
  readonly acp: "running" | "requires_action" | "idle";
}

/** The names for a state; `waitingOn` matters only for `waiting`. */
export function statusNames(status: StatusName, waitingOn: WaitingOn | null): StatusNames {
  return status === "waiting" ? WAITING[waitingOn ?? "input"] : BY_STATUS[status];
}

const AT_WORK: StatusNames = { harn: "running", claude: "working", mcp: "working", acp: "running" };

/** Somebody must answer: their words for a question are those for a worker that is alive. */
const ASKING: StatusNames = {
  harn: "running",
  claude: "blocked",
  mcp: "input_required",
  acp: "requires_action",
};

/** Used up what it was given and can go on with more. */
const USED_UP: StatusNames = {
  harn: "interrupted",
  claude: "blocked",
  mcp: "input_required",
  acp: "idle",
};

const BY_STATUS: Readonly<Record<Exclude<StatusName, "waiting">, StatusNames>> = {
  queued: AT_WORK,
  running: AT_WORK,
  completed: { harn: "completed", claude: "done", mcp: "completed", acp: "idle" },
  failed: { harn: "failed", claude: "failed", mcp: "failed", acp: "idle" },
  cancelled: { harn: "cancelled", claude: "stopped", mcp: "cancelled", acp: "idle" },
  // Not final: in MCP a task that is over can never go on, and this one can.
  interrupted: { harn: "interrupted", claude: "stopped", mcp: "working", acp: "idle" },
};

const WAITING: Readonly<Record<WaitingOn, StatusNames>> = {
  approval: ASKING,
  input: ASKING,
  child: AT_WORK,
  timer: AT_WORK,
  budget: USED_UP,
  limit: USED_UP,
};
