import { NOTHING_SPENT } from "../../src/core/budget/spent.ts";
import { type WorkerId, workerId } from "../../src/core/ids.ts";
import { TOP } from "../../src/core/policy/capability-policy.ts";
import { NO_USAGE } from "../../src/core/usage/usage.ts";
import type { WorkerSummary } from "../../src/core/worker/summary.ts";

export const ID: WorkerId = workerId("019a1b2c-3d4e-7f00-8000-000000000001");
export const OTHER: WorkerId = workerId("019a1b2c-4f5a-7f00-8000-000000000002");

/** A worker's summary with only what a test is about. */
export function aSummary(given: Partial<WorkerSummary> = {}): WorkerSummary {
  return {
    id: ID,
    name: "fix-the-tests",
    task: "Fix the tests",
    tasks: ["Fix the tests"],
    mode: "stage",
    agent: null,
    model: "openai/gpt-5.2",
    preset: "build",
    parent: null,
    visit: null,
    status: "completed",
    waitingOn: null,
    reason: null,
    failure: null,
    result: "All tests pass.",
    partial: null,
    pendingInputs: 0,
    forkedFrom: null,
    children: { living: 0, all: 0 },
    budget: { limits: TOP.budgets, spent: NOTHING_SPENT, estimatedTokens: 0, lent: [] },
    doing: null,
    cycle: 1,
    turns: 3,
    calls: 5,
    deniedCalls: 0,
    artifacts: 2,
    hasTranscript: true,
    usage: { ...NO_USAGE, inputTokens: 12_400, cacheReadTokens: 8000, outputTokens: 812 },
    cost: { known: true, usd: 0.0123 },
    questions: [],
    escalations: [],
    workspace: {
      kind: "worktree",
      root: "/state/w/tree",
      repo: "/home/ann/shop",
      base: "a".repeat(40),
      linked: false,
      checkpoint: "b".repeat(40),
      checkpointRef: "refs/legate/x/snap/9",
    },
    landed: [],
    evidence: {
      verdict: "verified",
      why: "npm test (t3.1) exited with 0, and no file changed since",
      claimed: true,
      baseTree: "c".repeat(40),
      headTree: "d".repeat(40),
      checks: [],
    },
    session: {
      id: `session_${ID.slice("worker_".length)}`,
      parent: given.parent == null ? null : `session_${given.parent.slice("worker_".length)}`,
      worker: ID,
      kind: "worker",
      scope: "apply_worktree",
    },
    createdAt: "2026-01-01T10:00:00.000Z",
    startedAt: "2026-01-01T10:00:01.000Z",
    finishedAt: "2026-01-01T10:01:06.000Z",
    updatedAt: "2026-01-01T10:01:06.000Z",
    seq: 40,
    epoch: 1,
    ...given,
  };
}
