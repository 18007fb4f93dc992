import { itemsOf } from "../core/append-only.ts";
import type { ModelFailure, WorkerRecord } from "../core/journal/record.ts";
import { canonicalJson, type Json } from "../core/json.ts";
import type { AssistantPart, Message } from "../core/transcript/message.ts";
import { costOf } from "../core/usage/cost.ts";
import type { Step } from "../core/worker/next-step.ts";
import { retryDelayMs } from "../core/worker/retry.ts";
import type { Worker } from "../core/worker/worker.ts";
import { type Model, ModelError, type ModelStep } from "../ports/model.ts";
import { deadline } from "./deadline.ts";
import type { Drive } from "./drive.ts";

/** One model call: its request is durable before it is sent, its answer before anything follows from it. */
export async function callModel(drive: Drive, step: Step & { do: "call-model" }): Promise<void> {
  const { held, ports } = drive;
  await ports.clock.sleep(step.delayMs, drive.cut);
  if (drive.cut.aborted) return;
  const model = await ports.models.resolve(held.worker.request.model);
  await held.append([requestRecord(drive, step)]);
  const startedMs = ports.clock.monotonicMs();
  try {
    const answer = await ask(drive, model, step);
    const durationMs = Math.round(ports.clock.monotonicMs() - startedMs);
    await held.append([completedRecord(model, step, answer, durationMs)]);
  } catch (error) {
    const failure = failureOf(error, drive);
    await held.append([failedRecord(held.worker, step, failure)]);
  }
}

function requestRecord(drive: Drive, step: Step & { do: "call-model" }): WorkerRecord {
  const { worker } = drive.held;
  const { digest } = drive.ports.hasher;
  const before =
    worker.prompt.digest || digest(canonicalJson([worker.request.system, [...worker.request.tools]]));
  const fresh = itemsOf<Message>(worker.messages, worker.prompt.messages);
  return {
    type: "turn.requested",
    turn: step.turn,
    attempt: step.attempt,
    model: worker.request.model,
    promptDigest:
      fresh.length === 0 ? before : digest(`${before}\n${canonicalJson(fresh as unknown as Json)}`),
    promptMessages: worker.messages.length,
  };
}

async function ask(
  drive: Drive,
  model: Model,
  { turn, attempt }: Step & { do: "call-model" },
): Promise<ModelStep> {
  const { worker } = drive.held;
  const { request } = worker;
  const tools = request.tools.flatMap((name) => drive.ports.toolbox.get(name)?.description ?? []);
  const messages = itemsOf<Message>(worker.messages);
  const { turnTimeoutMs } = request.limits;
  using late = deadline(drive.ports.clock, turnTimeoutMs);
  const parts = model.step(
    { system: request.system, messages, tools, settings: request.modelSettings, turn, attempt },
    { signal: AbortSignal.any([drive.cut, late.signal]) },
  );
  try {
    for await (const part of parts) {
      if (part.type === "finished") return part.step;
      drive.publish({ type: `live.${part.type}`, worker: worker.id, turn, delta: part.delta });
    }
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new ModelError(
      { class: "timed-out", message: `no answer within ${turnTimeoutMs} ms` },
      { cause: error },
    );
  }
  throw new ModelError({ class: "network", message: "the model's stream ended before its answer did" });
}

function completedRecord(
  model: Model,
  step: Step & { do: "call-model" },
  answer: ModelStep,
  durationMs: number,
): WorkerRecord {
  return {
    type: "turn.completed",
    turn: step.turn,
    attempt: step.attempt,
    parts: numbered(answer.parts, step.turn),
    finish: answer.finish,
    usage: answer.usage,
    cost: costOf(answer.usage, model.price),
    durationMs,
    ...(answer.servedBy === undefined ? {} : { servedBy: answer.servedBy }),
  };
}

function numbered(parts: readonly AssistantPart[], turn: number): AssistantPart[] {
  let calls = 0;
  return parts.map((part) => (part.kind === "call" ? { ...part, call: `t${turn}.${++calls}` } : part));
}

function failedRecord(worker: Worker, step: Step & { do: "call-model" }, error: ModelFailure): WorkerRecord {
  const retryAfterMs = retryDelayMs(error, worker.faults + 1, worker.request.limits.maxAttempts);
  const { turn, attempt } = step;
  return {
    type: "turn.failed",
    turn,
    attempt,
    error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** What went wrong, by class. A stop or a hand-over is not the provider's fault. */
function failureOf(error: unknown, drive: Drive): ModelFailure {
  if (drive.cut.aborted) {
    return { class: "aborted", message: "cut short because the worker was stopped or handed over" };
  }
  if (error instanceof ModelError) return error.failure;
  throw error;
}
