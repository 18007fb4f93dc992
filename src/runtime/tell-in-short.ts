import { NO_RESERVATION } from "../core/budget/ledger.ts";
import { needOf, plannedTurn } from "../core/budget/reserve.ts";
import { turnTrip } from "../core/budget/trip.ts";
import type { ModelFailure } from "../core/journal/model-failure.ts";
import type { TranscriptRecord } from "../core/journal/transcript-record.ts";
import type { TellingStrategy } from "../core/transcript/compaction-policy.ts";
import type { Fit } from "../core/transcript/fit.ts";
import { roomForWords } from "../core/transcript/shorten.ts";
import { transcriptText } from "../core/transcript/summarize.ts";
import { SUMMARY_SYSTEM, summaryRequest } from "../core/transcript/summary-prompt.ts";
import { costOf } from "../core/usage/cost.ts";
import { asData } from "../core/worker/notices.ts";
import { ModelError, type ModelRequest, type ModelStep } from "../ports/model.ts";
import { askModel } from "./ask-model.ts";
import type { Drive } from "./drive.ts";
import { momentFor } from "./moment.ts";

/** What somebody was asked for: their words, or why there are none, and what it took. */
export type Told = { readonly spent: Spent } & (
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: string; readonly error?: ModelFailure }
);

type Spent = Pick<TranscriptRecord & { type: "transcript.compacted" }, "usage" | "cost" | "durationMs">;

export function isAsked(strategy: TellingStrategy): strategy is "summary" | "custom" {
  return strategy === "summary" || strategy === "custom";
}

/** Has a model, or the program's own way, tell the old messages in short. Tried once: the rule of the runtime's is always there. */
export async function tellInShort(
  drive: Drive,
  fit: Fit,
  strategy: "summary" | "custom",
): Promise<Told | "cut short"> {
  const { clock } = drive.ports;
  const startedMs = clock.monotonicMs();
  const told = strategy === "summary" ? await bySummary(drive, fit) : await byProgram(drive, fit);
  if (told === "cut short" || drive.cut.aborted) return "cut short";
  const durationMs = Math.round(clock.monotonicMs() - startedMs);
  return { ...told, spent: { ...told.spent, durationMs } };
}

async function bySummary(drive: Drive, fit: Fit): Promise<Told | "cut short"> {
  const { held, ports } = drive;
  const { request, ledger } = held.worker;
  const model = await ports.models.resolve(request.model);
  const record = transcriptText(fit.old, mostOfRecord(request.contextWindow));
  const prompt = summaryRequest(record, roomForWords(fit));
  const size = SUMMARY_SYSTEM.length + prompt.length;
  const trip = turnTrip(ledger, needOf(size, model.price), momentFor(ports.clock, held.worker).ageMs);
  if (trip !== undefined) return failed(trip.reason);
  const most = mostOfAnswer(request.contextWindow);
  const { reserved, maxOutputTokens = most } = plannedTurn(ledger, size, model.price, most);
  await asked(drive, fit, "summary", reserved === NO_RESERVATION ? {} : { reserved });
  const { temperature } = request.modelSettings;
  const unheard = { ...drive, publish: () => undefined }; // what it says is not the worker's word
  try {
    const settings = { maxOutputTokens, ...(temperature === undefined ? {} : { temperature }) };
    const messages = [{ role: "user", text: prompt }] as const;
    const call = { system: SUMMARY_SYSTEM, messages, tools: [], settings, ...numbered(drive) };
    const step = await askModel(unheard, model, call, request.limits.turnTimeoutMs);
    const spent = { usage: step.usage, cost: costOf(step.usage, model.price) };
    return { ok: true, text: asData(spoken(step)), spent };
  } catch (error) {
    if (drive.cut.aborted) return "cut short";
    if (!(error instanceof ModelError)) throw error;
    return { ok: false, reason: error.failure.message, error: error.failure, spent: {} };
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

const USUAL_WINDOW = 128_000;

async function byProgram(drive: Drive, fit: Fit): Promise<Told> {
  const { held, ports } = drive;
  if (ports.compactor === undefined) return failed("whoever drives it now has no way of its own to compact");
  await asked(drive, fit, "custom", {});
  try {
    const request = { worker: held.worker.id, messages: fit.old, maxBytes: roomForWords(fit) };
    return { ok: true, text: asData(await ports.compactor.tell(request, { signal: drive.cut })), spent: {} };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function failed(reason: string): Told {
  return { ok: false, reason, spent: {} };
}

/** K1: durable before anybody is asked. */
async function asked(
  { held }: Drive,
  { old }: Fit,
  strategy: "summary" | "custom",
  more: Pick<TranscriptRecord & { type: "transcript.compacting" }, "reserved">,
): Promise<void> {
  await held.append((worker) => [
    {
      type: "transcript.compacting",
      attempt: worker.compaction.attempts + 1,
      strategy,
      messages: old.length,
      ...more,
    },
  ]);
}

function numbered({ held }: Drive): Pick<ModelRequest, "turn" | "attempt" | "summary"> {
  const { turn, compaction } = held.worker;
  const next = turn.phase === "idle" ? turn.done + 1 : turn.turn;
  return { turn: next, attempt: compaction.attempts, summary: compaction.done + 1 };
}

function spoken({ parts }: ModelStep): string {
  return parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("");
}
