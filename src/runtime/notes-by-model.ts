import { NO_RESERVATION } from "../core/budget/ledger.ts";
import { needOf, plannedTurn } from "../core/budget/reserve.ts";
import { turnTrip } from "../core/budget/trip.ts";
import type { Fit } from "../core/transcript/fit.ts";
import { roomForWords } from "../core/transcript/shorten.ts";
import { transcriptText } from "../core/transcript/summarize.ts";
import { SUMMARY_SYSTEM, summaryRequest } from "../core/transcript/summary-prompt.ts";
import { costOf } from "../core/usage/cost.ts";
import { asData } from "../core/worker/notices.ts";
import type { ModelSettings } from "../core/worker/request.ts";
import { type Model, ModelError, type ModelRequest, type ModelStep } from "../ports/model.ts";
import { askModel } from "./ask-model.ts";
import type { Drive } from "./drive.ts";
import { momentFor } from "./moment.ts";
import { notTold, recordAsked, type Told } from "./told.ts";

/** What the worker's own model says that is to be known of the old messages; not asked when it may cost no more. */
export async function notesByModel(drive: Drive, fit: Fit): Promise<Told> {
  const { held, ports } = drive;
  const { request, ledger } = held.worker;
  const model = await ports.models.resolve(request.model);
  const record = transcriptText(fit.old, mostOfRecord(request.contextWindow));
  const prompt = summaryRequest(record, roomForWords(fit));
  const size = SUMMARY_SYSTEM.length + prompt.length;
  const trip = turnTrip(ledger, needOf(size, model.price), momentFor(ports.clock, held.worker).ageMs);
  if (trip !== undefined) return notTold(trip.reason);
  const most = mostOfAnswer(request.contextWindow);
  const { reserved, maxOutputTokens = most } = plannedTurn(ledger, size, model.price, most);
  await recordAsked(drive, fit, {
    strategy: "summary",
    ...(reserved === NO_RESERVATION ? {} : { reserved }),
  });
  return answered(drive, model, prompt, { ...request.modelSettings, maxOutputTokens });
}

async function answered(drive: Drive, model: Model, prompt: string, settings: ModelSettings): Promise<Told> {
  const messages = [{ role: "user", text: prompt }] as const;
  const call = { system: SUMMARY_SYSTEM, messages, tools: [], settings, ...numbered(drive) };
  const unheard = { ...drive, publish: () => undefined }; // what it says is not the worker's word
  try {
    const step = await askModel(unheard, model, call, drive.held.worker.request.limits.turnTimeoutMs);
    const spent = { usage: step.usage, cost: costOf(step.usage, model.price) };
    return { ok: true, text: asData(spoken(step)), spent };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return notTold(error.failure.message, error.failure);
  }
}

/** Notes are short: a longer answer is cut. In tokens. */
function mostOfAnswer(contextWindow = USUAL_WINDOW): number {
  return Math.min(4_096, Math.floor(contextWindow / 4));
}

/** Bytes of the record: few enough to leave room for the answer, in any language. */
function mostOfRecord(contextWindow = USUAL_WINDOW): number {
  return Math.min(600_000, Math.floor(contextWindow * 1.5));
}

/** Where nobody knows the model's own, in tokens. */
const USUAL_WINDOW = 128_000;

function numbered({ held }: Drive): Pick<ModelRequest, "turn" | "attempt" | "summary"> {
  const { turn, compaction } = held.worker;
  const next = turn.phase === "idle" ? turn.done + 1 : turn.turn;
  return { turn: next, attempt: compaction.attempts, summary: compaction.done + 1 };
}

function spoken({ parts }: ModelStep): string {
  return parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("");
}
