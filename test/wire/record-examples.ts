import { driverId, workerId } from "../../src/core/ids.ts";
import type { RecordType, WorkerRecord } from "../../src/core/journal/record.ts";
import { ASK_ABOVE_READING } from "../../src/core/policy/approval-policy.ts";
import { TOP } from "../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../src/core/policy/ceiling.ts";
import type { WorkerRequest } from "../../src/core/worker/request.ts";
import type { Checkpoint, OpenedWorkspace } from "../../src/core/workspace/workspace.ts";

type Examples = { readonly [T in RecordType]: Required<Extract<WorkerRecord, { readonly type: T }>> };

const ID = "01890000-0000-7000-8000-000000000001";

const request: Required<WorkerRequest> = {
  name: "fix",
  task: "make the tests pass",
  system: "You fix things.",
  agent: "fixer",
  model: "scripted:/fix.yaml",
  modelSettings: { temperature: 0.5, maxOutputTokens: 100 },
  tools: ["read_file"],
  ceiling: rootCeiling(TOP, {
    ...ASK_ABOVE_READING,
    deny: [{ tools: ["run_command"], condition: { on: "command", pattern: "rm *" } }],
  }),
  preset: "build",
  workspace: {
    kind: "worktree",
    repo: "/repo",
    base: "HEAD",
    include: ["node_modules"],
    includeUncommitted: true,
  },
  limits: { maxTurns: 5, turnTimeoutMs: 1000, callTimeoutMs: 1000, maxAttempts: 2 },
  onAsk: "park",
  metadata: { ticket: 7 },
};

const checkpoint: Checkpoint = {
  commit: "aa",
  tree: "bb",
  ref: "refs/x",
  ignored: { count: 1, sample: ["a"] },
};

const workspace: Required<OpenedWorkspace> = {
  kind: "worktree",
  root: "/w",
  mounts: [{ path: "/repo/node_modules", at: "/w/node_modules", mode: "ro" }],
  git: {
    repo: "/repo",
    vault: "/vault",
    base: "aa",
    baseTree: "bb",
    baseName: "main",
    uncommittedFiles: 2,
    start: checkpoint,
  },
};

/** A record of every type, with every optional field present. */
export const RECORD_EXAMPLES: Examples = {
  "worker.spawned": { type: "worker.spawned", request, parent: workerId(ID) },
  "cycle.started": { type: "cycle.started", cycle: 1, input: "go" },
  "worker.waiting": { type: "worker.waiting", on: "approval", reason: "asked" },
  "worker.completed": { type: "worker.completed", result: "done" },
  "worker.failed": { type: "worker.failed", code: "x", reason: "y" },
  "worker.cancelled": { type: "worker.cancelled", by: "me", reason: "y" },
  "worker.interrupted": { type: "worker.interrupted", by: "me", reason: "y" },
  "worker.resumed": { type: "worker.resumed", by: "me" },
  "worker.stopping": { type: "worker.stopping", to: "cancelled", by: "me", reason: "y" },
  "command.refused": { type: "command.refused", command: "send", commandId: "c", code: "x", reason: "y" },
  "driver.claimed": { type: "driver.claimed", epoch: 1, driver: driverId(ID), pid: 7 },
  "driver.released": { type: "driver.released", epoch: 1, reason: "rests" },
  "sandbox.reported": { type: "sandbox.reported", report: { strength: "full" } },
  "workspace.opened": { type: "workspace.opened", workspace },
  "workspace.rebuilt": { type: "workspace.rebuilt", from: "refs/x", lostCalls: ["t1.1"] },
  "workspace.checkpointed": { type: "workspace.checkpointed", checkpoint },
  "workspace.releasing": { type: "workspace.releasing", by: "operator" },
  "workspace.released": {
    type: "workspace.released",
    removed: true,
    reason: "all of it is kept",
    keptRef: "refs/x",
  },
  "turn.requested": {
    type: "turn.requested",
    turn: 1,
    attempt: 1,
    model: "m",
    promptDigest: "sha256:00",
    promptMessages: 2,
  },
  "turn.failed": {
    type: "turn.failed",
    turn: 1,
    attempt: 1,
    error: { class: "rate-limited", message: "slow down", status: 429, retryAfterMs: 1.5 },
    retryAfterMs: 2,
  },
  "turn.completed": {
    type: "turn.completed",
    turn: 1,
    attempt: 1,
    parts: [
      { kind: "text", text: "hello", providerData: { a: [1] } },
      { kind: "reasoning", text: "hm", providerData: null },
      {
        kind: "call",
        call: "t1.1",
        providerCall: "p",
        tool: "read_file",
        arguments: ["odd"],
        malformed: "{",
        providerData: 1,
      },
    ],
    finish: "calls",
    usage: { inputTokens: 1, cacheReadTokens: 2, cacheWriteTokens: 3, outputTokens: 4, reasoningTokens: 5 },
    cost: { known: true, usd: 0.01 },
    durationMs: 12.5,
    servedBy: "m-2",
    providerData: { id: "x" },
  },
  "call.decided": {
    type: "call.decided",
    call: "t1.1",
    decision: "deny",
    rule: "sideEffects: read_only",
    reason: "no",
    refusal: "permission_denied",
    exact: {
      arguments: { path: "/a" },
      digest: "d",
      level: "read_only",
      effectClass: "read",
      summary: "read /a",
    },
  },
  "approval.asked": { type: "approval.asked", approval: "a", call: "t1.1", digest: "d", question: "may I?" },
  "approval.answered": {
    type: "approval.answered",
    approval: "a",
    call: "t1.1",
    digest: "d",
    answer: "approve",
    by: "alice",
    surface: "cli",
    reason: "fine",
  },
  "call.intended": { type: "call.intended", call: "t1.1", epoch: 1, digest: "d" },
  "call.finished": {
    type: "call.finished",
    call: "t1.1",
    status: "timed-out",
    text: "…",
    full: { digest: "sha256:aa", bytes: 9 },
    data: { lines: 1 },
    outputDigest: "d",
    durationMs: 1,
  },
  "call.outcome_unknown": { type: "call.outcome_unknown", call: "t1.1", reason: "driver died" },
};
