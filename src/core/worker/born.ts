import { EMPTY } from "../append-only.ts";
import type { ArtifactOrigin } from "../artifacts/kept-artifact.ts";
import { auditedWith, NOTHING_AUDITED } from "../audit/audit-state.ts";
import { openLedger } from "../budget/ledger.ts";
import type { StoredRecord, WorkerRecord } from "../journal/record.ts";
import { NO_COST } from "../usage/cost.ts";
import { NO_USAGE } from "../usage/usage.ts";
import { standingSize, withMessages } from "./messages.ts";
import { NO_REPEATS } from "./repeats.ts";
import { NOT_SET_UP } from "./set-up.ts";
import { firstTranscript } from "./transcript-name.ts";
import type { Worker } from "./worker.ts";

export function born(stored: StoredRecord): Worker {
  const { worker, record } = stored;
  if (record.type !== "worker.spawned") throw new Error(`journal of ${worker} begins with ${record.type}`);
  const { continues } = record.request;
  const own = bare(stored, record);
  if (continues === undefined) return own;
  const { mode, transcript, messages } = continues;
  return withMessages(mode === "inherit" ? { ...own, transcript } : own, messages);
}

function bare(stored: StoredRecord, record: WorkerRecord & { readonly type: "worker.spawned" }): Worker {
  const { worker, seq, at } = stored;
  return {
    id: worker,
    seq,
    request: record.request,
    ceiling: record.request.ceiling,
    authorityRev: 0,
    standing: [],
    ...(record.parent === undefined ? {} : { parent: record.parent }),
    ...(record.visit === undefined ? {} : { visit: record.visit }),
    tasks: [],
    status: { status: "queued" },
    cycle: 0,
    epoch: 0,
    inputs: [],
    heard: [],
    transcript: firstTranscript(worker),
    messages: EMPTY,
    promptSize: standingSize(record.request),
    tokensPerEstimate: 1,
    inputAt: 0,
    compaction: { done: 0, attempts: 0 },
    turn: { phase: "idle", done: 0 },
    calls: [],
    unsaved: [],
    setUp: NOT_SET_UP,
    landings: [],
    releasing: false,
    sandboxReported: false,
    prompt: { digest: "", messages: 0 },
    faults: 0,
    crashes: 0,
    stageFailures: 0,
    children: [],
    ledger: openLedger(record.cap ?? record.request.ceiling.use.budgets, record.slice),
    repeats: NO_REPEATS,
    blockedCalls: 0,
    artifacts: (record.request.artifacts ?? []).map((artifact) => ({ ...artifact, origin: givenTo(worker) })),
    commands: [],
    checks: [],
    audit: auditedWith(NOTHING_AUDITED, stored),
    cycleActiveMs: 0,
    totals: { turns: 0, turnsThisCycle: 0, calls: 0, deniedCalls: 0, usage: NO_USAGE, cost: NO_COST },
    times: { createdAt: at, updatedAt: at, doingSince: at },
  };
}

function givenTo(worker: Worker["id"]): ArtifactOrigin {
  return { way: "given", worker, cycle: 0, seq: 1 };
}
