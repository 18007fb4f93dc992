import { driverId, workerId } from "../../../src/core/ids.ts";
import type { StoredRecord, WorkerRecord } from "../../../src/core/journal/record.ts";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import type { EffectClass } from "../../../src/core/policy/tool-annotations.ts";
import type { CallPart } from "../../../src/core/transcript/message.ts";
import { NO_COST } from "../../../src/core/usage/cost.ts";
import { NO_USAGE } from "../../../src/core/usage/usage.ts";
import { fold } from "../../../src/core/worker/evolve.ts";
import { DEFAULT_LIMITS, type WorkerRequest } from "../../../src/core/worker/request.ts";
import { NO_STAGE_RETRY } from "../../../src/core/worker/retry.ts";
import type { Worker } from "../../../src/core/worker/worker.ts";

export const ID = workerId("01a20394-5d97-77c2-a2cd-93bd27b936e8");
const DRIVER = driverId("01a20394-5d97-77c2-a2cd-93bd27b936e9");

/** Records in their places, from the first on. */
export function stored(records: readonly WorkerRecord[]): StoredRecord[] {
  return records.map((record, index) => ({
    position: index + 1,
    worker: ID,
    seq: index + 1,
    at: `2026-01-01T00:00:${String(index % 60).padStart(2, "0")}.000Z`,
    record,
  }));
}

export function folded(records: readonly WorkerRecord[]): Worker {
  const worker = fold(stored(records));
  if (worker === undefined) throw new Error("no records");
  return worker;
}

const REQUEST: WorkerRequest = {
  name: "w",
  task: "do it",
  system: "s",
  model: "m",
  modelSettings: {},
  tools: [],
  ceiling: rootCeiling(TOP),
  workspace: { kind: "worktree", repo: "/r", base: "HEAD", include: [], includeUncommitted: false },
  limits: { ...DEFAULT_LIMITS, maxTurns: 2 },
  onAsk: "park",
  onUnknown: "tell",
  retry: NO_STAGE_RETRY,
  carry: {},
  autoResume: true,
  metadata: {},
};

/** A request with only what a test is about. */
export function aRequest(given: Partial<WorkerRequest> = {}): WorkerRequest {
  return { ...REQUEST, ...given };
}

export const BORN: WorkerRecord = { type: "worker.spawned", request: REQUEST };

export const claimed = (epoch: number): WorkerRecord => ({
  type: "driver.claimed",
  epoch,
  driver: DRIVER,
  pid: 1,
});

/** Born, claimed, begun, with a workspace. */
export const READY: readonly WorkerRecord[] = [
  BORN,
  claimed(1),
  { type: "cycle.started", cycle: 1, input: "do it" },
  { type: "workspace.opened", workspace: { kind: "worktree", root: "/w", mounts: [] } },
];

export const asked = (turn = 1, attempt = 1): WorkerRecord => ({
  type: "turn.requested",
  turn,
  attempt,
  model: "m",
  promptDigest: "sha256:0",
  promptMessages: 1,
});

export function answered(turn: number, calls: readonly string[], text = ""): WorkerRecord {
  const parts = calls.map(
    (call): CallPart => ({ kind: "call", call, providerCall: call, tool: "t", arguments: {} }),
  );
  return {
    type: "turn.completed",
    turn,
    attempt: 1,
    parts: [...(text === "" ? [] : [{ kind: "text" as const, text }]), ...parts],
    finish: calls.length > 0 ? "calls" : "stop",
    usage: NO_USAGE,
    cost: NO_COST,
    durationMs: 1,
  };
}

export function decided(
  call: string,
  effectClass: EffectClass,
  decision: "allow" | "ask" = "allow",
): WorkerRecord {
  const level = effectClass === "read" ? "read_only" : "workspace_write";
  const exact = { arguments: {}, digest: "sha256:1", level, effectClass, summary: call } as const;
  return { type: "call.decided", call, decision, rule: "test", exact };
}

export const askedAbout = (call: string): WorkerRecord => ({
  type: "approval.asked",
  approval: `approval-${call}`,
  call,
  digest: "sha256:q",
  question: `may ${call}?`,
});

export const intended = (call: string, epoch: number): WorkerRecord => ({
  type: "call.intended",
  call,
  epoch,
  digest: "sha256:1",
});

export const finished = (call: string): WorkerRecord => ({
  type: "call.finished",
  call,
  status: "ok",
  text: `${call} done`,
  outputDigest: "sha256:2",
  durationMs: 1,
});
