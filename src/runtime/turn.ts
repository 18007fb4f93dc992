import { itemsOf } from "../core/append-only.ts";
import { NO_RESERVATION } from "../core/budget/ledger.ts";
import { type Planned, plannedTurn } from "../core/budget/reserve.ts";
import type { ModelFailure } from "../core/journal/model-failure.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import type { AssistantPart, Message } from "../core/transcript/message.ts";
import { promptDigest } from "../core/transcript/prompt-digest.ts";
import { costOf } from "../core/usage/cost.ts";
import type { Step } from "../core/worker/next-step.ts";
import { retryDelayMs } from "../core/worker/retry.ts";
import { type Model, ModelError, type ModelStep } from "../ports/model.ts";
import { type AllowedTime, allowedTime } from "./allowed-time.ts";
import { askModel } from "./ask-model.ts";
import type { Drive } from "./drive.ts";
import { later } from "./moment.ts";

/** One model call: its request is durable before it is sent, its answer before anything follows from it. */
export async function callModel(drive: Drive, step: Step & { do: "call-model" }): Promise<void> {
  const { held, ports } = drive;
  if (step.delayMs > 0) await held.flush();
  await ports.clock.sleep(step.delayMs, drive.cut);
  if (drive.cut.aborted) return;
  const { request, ledger, promptSize } = held.worker;
  const model = await ports.models.resolve(request.model);
  const plan = plannedTurn(ledger, promptSize, model.price, request.modelSettings.maxOutputTokens);
  await held.append([requestRecord(drive, step, plan)]);
  const allowed = allowedTime(ports.clock, held.worker, request.limits.turnTimeoutMs);
  const startedMs = ports.clock.monotonicMs();
  const lasted = () => Math.round(ports.clock.monotonicMs() - startedMs);
  try {
    const answer = await ask(drive, model, step, { ...plan, timeoutMs: allowed.ms });
    held.stage([completedRecord(model, step, answer, lasted())]); // durable before a call of it begins (D3)
  } catch (error) {
    const failure = failureOf(error, drive, allowed);
    await held.append([failedRecord(drive, step, failure, lasted())]);
  }
}

function requestRecord(drive: Drive, step: Step & { do: "call-model" }, { reserved }: Planned): WorkerRecord {
  const { worker } = drive.held;
  return {
    type: "turn.requested",
    turn: step.turn,
    attempt: step.attempt,
    model: worker.request.model,
    promptDigest: promptDigest(worker, drive.ports.hasher.digest),
    promptMessages: worker.messages.length,
    ...(reserved === NO_RESERVATION ? {} : { reserved }),
  };
}

function ask(
  drive: Drive,
  model: Model,
  { turn, attempt }: Step & { do: "call-model" },
  { maxOutputTokens, timeoutMs }: Planned & { readonly timeoutMs: number },
): Promise<ModelStep> {
  const { worker } = drive.held;
  const { request } = worker;
  const tools = request.tools.flatMap((name) => drive.ports.toolbox.get(name)?.description ?? []);
  const messages = itemsOf<Message>(worker.messages);
  const settings =
    maxOutputTokens === undefined ? request.modelSettings : { ...request.modelSettings, maxOutputTokens };
  const asked = { system: request.system, messages, tools, settings, turn, attempt };
  return askModel(drive, model, asked, timeoutMs);
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

/** A provider that asks for a long wait gets it from a worker at rest, not from a driver's place. */
const REST_FROM_MS = 30_000;

function failedRecord(
  { held, ports }: Drive,
  { turn, attempt }: Step & { do: "call-model" },
  error: ModelFailure,
  durationMs: number,
): WorkerRecord {
  const { faults, request } = held.worker;
  const retryAfterMs = retryDelayMs(error, faults + 1, request.limits.maxAttempts);
  const rests = retryAfterMs !== undefined && retryAfterMs >= REST_FROM_MS;
  return {
    type: "turn.failed",
    turn,
    attempt,
    error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(rests ? { retryAt: later(ports.clock, retryAfterMs) } : {}),
    durationMs,
  };
}

/** What went wrong, by class. A stop, a hand-over or the end of a budget is not the provider's fault. */
function failureOf(error: unknown, drive: Drive, { byBudget }: AllowedTime): ModelFailure {
  if (drive.cut.aborted) {
    return { class: "aborted", message: "cut short because the worker was stopped or handed over" };
  }
  if (!(error instanceof ModelError)) throw error;
  if (byBudget && error.failure.class === "timed-out")
    return { class: "aborted", message: "cut short because the budget of time ran out" };
  return error.failure;
}
