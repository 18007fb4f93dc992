import type { WorkerRecord } from "../journal/record.ts";
import { canonicalJson, type Json } from "../json.ts";
import { promptDigest } from "../transcript/prompt-digest.ts";
import type { Call } from "../worker/call.ts";
import { hasFollowUp } from "../worker/inputs.ts";
import { nextStep } from "../worker/next-step.ts";
import { startOfCycle } from "../worker/start-cycle.ts";
import type { Moment, Step } from "../worker/step.ts";
import type { Worker } from "../worker/worker.ts";
import { isNodeRecord, isOfNode, nodeDisagreement } from "./node-disagreement.ts";
import { ORIGINS } from "./origins.ts";
import { stepText } from "./step-text.ts";

/** What core has none of its own of. */
export interface ReplayTools {
  /** That of the journal: SHA-256. */
  readonly digest: (text: string) => string;
  /** ISO 8601 in milliseconds. */
  readonly ms: (time: string) => number;
}

/** Why none of these states, at none of these times, comes to this record; nothing when one does. */
export function disagreement(
  states: readonly Worker[],
  record: WorkerRecord,
  times: readonly string[],
  tools: ReplayTools,
): string | undefined {
  let latest: string | undefined;
  for (const worker of states.toReversed()) {
    for (const now of times) {
      const why = against(worker, momentAt(worker, now, tools), record, tools);
      if (why === undefined) return undefined;
      latest ??= why;
    }
  }
  return latest ?? "there is no worker yet";
}

function momentAt({ times }: Worker, now: string, { ms }: ReplayTools): Moment {
  return { now, ageMs: Math.max(0, ms(now) - ms(times.createdAt)) };
}

function against(
  worker: Worker,
  moment: Moment,
  record: WorkerRecord,
  { digest }: ReplayTools,
): string | undefined {
  if (isNodeRecord(record)) return nodeDisagreement(worker, moment, record);
  if (worker.run !== undefined && isOfNode(worker, moment, record)) return undefined;
  const step = nextStep(worker, moment);
  const would = () => `it would ${stepText(step)} here`;
  switch (record.type) {
    case "cycle.started":
      return begins(worker, step) ? differing(begun(worker, record), record) : would();
    case "input.delivered":
      return step.do === "deliver-inputs" ? differing({ inputs: step.inputs }, record) : would();
    case "turn.requested":
      return step.do === "call-model" ? differing(requested(worker, step, digest), record) : would();
    case "call.decided":
      return concerns(step, DECIDING, record.call) ? undefined : would();
    case "call.intended":
      return concerns(step, ["run-calls"], record.call) ? undefined : would();
    case "call.outcome_unknown":
      return concerns(step, ["settle-orphans", "reconcile"], record.call) ? undefined : would();
    case "call.not_done":
      return concerns(step, ["reconcile"], record.call) ? undefined : would();
    case "approval.escalated":
      return concerns(step, ["escalate"], record.call) ? undefined : would();
    case "stage.retrying": {
      if (step.do !== "retry-stage") return would();
      const { do: _, ...again } = step;
      return differing(again, record);
    }
    case "workspace.checkpointed": // a release keeps what changed since the last one
      return step.do === "checkpoint" || step.do === "release-workspace" ? undefined : would();
    case "workspace.command": {
      if (step.do !== "workspace-command") return would();
      const { phase, index, command } = step;
      return differing({ phase, index, argv: command.argv }, record);
    }
    case "worker.failed":
      return isOfSurroundings(step, record.code) ? undefined : ended(step, record, would);
    case "worker.interrupted":
      return isBroken(step, record) ? undefined : ended(step, record, would);
    case "worker.waiting":
    case "worker.completed":
    case "worker.cancelled":
      return ended(step, record, would);
    default:
      return isStepOf(record, step) ? undefined : would();
  }
}

function isStepOf({ type }: WorkerRecord, step: Step): boolean {
  const origin = ORIGINS[type];
  return typeof origin === "object" && origin.step === step.do;
}

/** Judged the first time; judged again right before it runs; or asked about because nobody knows its outcome. */
const DECIDING = ["decide-calls", "run-calls", "settle-orphans"] as const;

/** A cycle that was asked for while the one before ran follows its end at once. */
function begins({ status, inputs }: Worker, step: Step): boolean {
  const ended = status.status === "completed" || status.status === "failed";
  return step.do === "start-cycle" || (ended && hasFollowUp(inputs));
}

/** As it would begin now, but for the names of conversations: they come from a clock, or from who was copied. */
function begun(worker: Worker, { carry }: WorkerRecord & { type: "cycle.started" }): WorkerRecord {
  const start = startOfCycle(worker, "");
  if (start.type !== "cycle.started" || start.carry === undefined || carry === undefined) return start;
  const { transcriptId, parentTranscript } = carry;
  const named = parentTranscript === undefined ? { transcriptId } : { transcriptId, parentTranscript };
  return { ...start, carry: { ...start.carry, ...named } };
}

function requested(
  worker: Worker,
  { turn, attempt }: Step & { do: "call-model" },
  digest: ReplayTools["digest"],
) {
  const { model } = worker.request;
  return {
    turn,
    attempt,
    model,
    promptDigest: promptDigest(worker, digest),
    promptMessages: worker.messages.length,
  };
}

/** What the place a worker works in can do to it; everything else that fails one is decided from its journal. */
function isOfSurroundings(step: Step, code: string): boolean {
  if (step.do === "end" && step.as.type === "worker.failed" && step.as.code === code) return false;
  return code === "model-key-missing" || (code !== "stuck" && !code.startsWith("model-"));
}

/** Whatever the next step was: it broke down in a way that nobody foresaw. */
function isBroken(step: Step, { by }: WorkerRecord & { type: "worker.interrupted" }): boolean {
  const isOwn = step.do === "end" && step.as.type === "worker.interrupted" && step.as.by === "runtime";
  return by === "runtime" && !isOwn;
}

function ended(step: Step, record: WorkerRecord, would: () => string): string | undefined {
  if (step.do !== "end" || step.as.type !== record.type) return would();
  return differing(step.as, record) === undefined ? undefined : would();
}

function concerns(step: Step, kinds: readonly Step["do"][], call: string): boolean {
  const calls: readonly Call[] = "calls" in step ? step.calls : [];
  return kinds.includes(step.do) && calls.some(({ id }) => id === call);
}

/** The first field that would be another one. */
function differing(expected: object, record: WorkerRecord): string | undefined {
  const recorded = record as unknown as Readonly<Record<string, Json | undefined>>;
  for (const [field, value] of Object.entries(expected)) {
    const here = canonicalJson(value);
    const there = canonicalJson(recorded[field] ?? null);
    if (here !== there) return `${field} would be ${here}, and is ${there}`;
  }
  return undefined;
}
