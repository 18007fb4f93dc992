import { NO_RESERVATION } from "../../core/budget/ledger.ts";
import { type Planned, plannedTurn } from "../../core/budget/reserve.ts";
import type { VisitRecord } from "../../core/journal/node-record.ts";
import type { AssistantPart } from "../../core/transcript/message.ts";
import { messagesSize } from "../../core/transcript/message-size.ts";
import { costOf } from "../../core/usage/cost.ts";
import { retryDelayMs } from "../../core/worker/retry.ts";
import type { Worker } from "../../core/worker/worker.ts";
import { runOf } from "../../core/worker/workflow-actions.ts";
import type { AgentWork } from "../../core/workflow/agent-work.ts";
import { ANSWERS_ONCE } from "../../core/workflow/run/agent-prompt.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import { askedIn } from "../../core/workflow/run/visit-conversation.ts";
import { type Model, ModelError, type ModelStep } from "../../ports/model.ts";
import { allowedTime } from "../allowed-time.ts";
import { askModel } from "../ask-model.ts";
import type { Drive } from "../drive.ts";
import { repairTurns } from "./contract-of.ts";
import { brokenContract, judgedAnswer } from "./judge-answer.ts";
import { modelOf } from "./model-of.ts";
import { nodeOf } from "./scope.ts";
import { failedTry, spentOn } from "./try-again.ts";

/**
 * Asks the model of a visit that answers once, and stages what its answer means. That it began is durable by
 * now. Without a record when the answer was cut short: then the visit is asked anew by whoever goes on.
 */
export async function askVisit(drive: Drive, running: Running): Promise<void> {
  const { held, ports } = drive;
  const { worker } = held;
  const work = agentOf(worker, running);
  const model = await ports.models.resolve(modelOf(work, runOf(worker).graph, worker.request));
  const startedMs = ports.clock.monotonicMs();
  const allowed = allowedTime(ports.clock, worker, longest(worker, work, running));
  const lasted = () => Math.round(ports.clock.monotonicMs() - startedMs);
  try {
    const answer = await ask(drive, model, work, running, allowed.ms);
    if (isUnderWay(drive, running)) held.stage([meaning(drive, model, running, answer, lasted())]);
  } catch (error) {
    if (drive.cut.aborted) return;
    if (!(error instanceof ModelError)) throw error;
    if (!isUnderWay(drive, running)) return;
    const isBudgets = allowed.byBudget && error.failure.class === "timed-out";
    held.stage([isBudgets ? outOfTime(drive, running, lasted()) : failure(drive, running, error)]);
  }
}

/** It may have been given up while its model was asked. */
function isUnderWay({ held }: Drive, { visit, attempt }: Running): boolean {
  return scheduleOf(runOf(held.worker)).running.get(visit.id)?.attempt === attempt;
}

export function agentOf(worker: Worker, { visit }: Running): AgentWork {
  const { work } = nodeOf(worker, visit);
  switch (work.kind) {
    case "stage":
    case "subagent":
      return work;
    case "verify":
      if (work.review !== undefined) return work.review;
      break;
    case "reduce":
      if (work.stage !== undefined) return work.stage;
      break;
    default:
  }
  throw new Error(`${visit.id} asks no model`);
}

/** One answer may take so long, whatever else is left. */
function longest(worker: Worker, work: AgentWork, running: Running): number {
  const { turnTimeoutMs } = { ...worker.request.limits, ...work.limits };
  return Math.min(turnTimeoutMs, ownTimeout(worker, running) ?? turnTimeoutMs);
}

/** No fault of its own: it begins anew once there is more. What was set aside for the answer may have been used. */
function outOfTime({ ports }: Drive, { visit, attempt }: Running, lostMs: number): VisitRecord {
  const reason = "cut short because the budget of time ran out";
  const retryAt = ports.clock.now();
  return {
    type: "node.retrying",
    visit: visit.id,
    attempt: attempt + 1,
    code: "budget",
    reason,
    retryAt,
    lostMs,
  };
}

function ask(
  drive: Drive,
  model: Model,
  work: AgentWork,
  running: Running,
  timeoutMs: number,
): Promise<ModelStep> {
  const { worker } = drive.held;
  const { started, repairs, visit, attempt } = running;
  const { maxOutputTokens } = planned(worker, model, work, running);
  const settings = { ...worker.request.modelSettings, ...work.modelSettings };
  const request = {
    system: [ANSWERS_ONCE, started.system ?? "", worker.request.instructions ?? ""]
      .filter(isSaid)
      .join("\n\n"),
    messages: askedIn(running),
    tools: [],
    settings: maxOutputTokens === undefined ? settings : { ...settings, maxOutputTokens },
    turn: visit.number + repairs.length,
    attempt,
  };
  return askModel(drive, model, request, timeoutMs);
}

/** Of one try, where its node says so. */
function ownTimeout(worker: Worker, { visit }: Running): number | undefined {
  const { work } = nodeOf(worker, visit);
  return "timeoutMs" in work ? work.timeoutMs : undefined;
}

function isSaid(text: string): boolean {
  return text.trim() !== "";
}

/** As it was when its reservation was made: the same answer, so the same length. */
function planned(worker: Worker, model: Model, work: AgentWork, { started }: Running): Planned {
  const before = messagesSize(started.continues?.messages ?? []);
  const size = before + (started.prompt ?? "").length + (started.system ?? "").length;
  const most = work.modelSettings?.maxOutputTokens ?? worker.request.modelSettings.maxOutputTokens;
  if (started.reserved === undefined)
    return { reserved: NO_RESERVATION, ...(most === undefined ? {} : { maxOutputTokens: most }) };
  return plannedTurn(worker.ledger, size, model.price, most);
}

function meaning(
  { held, ports }: Drive,
  model: Model,
  running: Running,
  answer: ModelStep,
  durationMs: number,
): VisitRecord {
  const { worker } = held;
  const text = saidIn(answer.parts);
  const spent = spentOn(answer.usage, costOf(answer.usage, model.price), durationMs);
  if (answer.finish === "length")
    return failedTry(
      ports,
      worker,
      running,
      "model-output-cut",
      "the answer was cut off by its output limit",
      { spent, text },
    );
  if (answer.finish === "content-filter")
    return failedTry(
      ports,
      worker,
      running,
      "model-content-filter",
      "the provider's content filter stopped the answer",
      { spent, text },
    );
  const judged = judgedAnswer(ports, worker, running, text, spent);
  if (!("problem" in judged)) return judged;
  const { problem } = judged;
  if (running.repairs.length >= repairTurns(worker, running.visit))
    return brokenContract(running, problem, text, spent);
  const { reserved } = running.started;
  const aside = reserved === undefined ? {} : { reserved };
  return { type: "node.repairing", visit: running.visit.id, text, problem, spent, ...aside };
}

function saidIn(parts: readonly AssistantPart[]): string {
  return parts
    .map((part) => (part.kind === "text" ? part.text : ""))
    .join("")
    .trim();
}

/** What the provider asks for comes first; then what the node says of its tries. */
function failure({ held, ports }: Drive, running: Running, { failure: of }: ModelError): VisitRecord {
  const { worker } = held;
  if (of.class === "timed-out" && ownTimeout(worker, running) !== undefined)
    return failedTry(ports, worker, running, "timed-out", of.message);
  const failures = scheduleOf(runOf(worker)).failures(running.visit.id) + 1;
  const delayMs = retryDelayMs(of, failures, worker.request.limits.maxAttempts);
  const again = delayMs === undefined ? {} : { delayMs };
  return failedTry(ports, worker, running, `model-${of.class}`, of.message, {}, ...Object.values(again));
}
