import { itemsOf } from "../append-only.ts";
import { estimatedTokens } from "../budget/reserve.ts";
import type { CompactionCause } from "../journal/transcript-record.ts";
import { promptRoom } from "../transcript/compaction-policy.ts";
import type { Message } from "../transcript/message.ts";
import { messagesSize } from "../transcript/message-size.ts";
import { type ShorteningPlan, shorteningPlan } from "../transcript/shorten.ts";
import type { Step } from "./step.ts";
import type { Worker } from "./worker.ts";

/**
 * Whether the conversation is to be told in short before the model is asked again, and how that can be done:
 * once it has too much for the model's window by estimate, or the provider said so. Nothing when it would not
 * get shorter: then the provider has the last word.
 */
export function compactionStep(worker: Worker): (Step & { readonly do: "compact" }) | undefined {
  const why = causeIn(worker);
  const target = why === undefined ? undefined : targetOf(worker, why);
  if (why === undefined || target === undefined) return undefined;
  const plan = planWithin(worker, target);
  return plan === undefined ? undefined : { do: "compact", why, plan };
}

/** Tokens of the present prompt, by its length and what the provider counted last. */
export function promptTokens({ promptSize, tokensPerEstimate }: Worker, characters = promptSize): number {
  return Math.ceil(estimatedTokens(characters) * tokensPerEstimate);
}

function causeIn(worker: Worker): CompactionCause | undefined {
  const { turn } = worker;
  const room = roomOf(worker);
  if (turn.phase === "failed") {
    const isOverflow = turn.error.class === "context-overflow" && strategyOf(worker) !== "none";
    return isOverflow ? "overflow" : undefined;
  }
  return room !== undefined && promptTokens(worker) > room.at ? "window" : undefined;
}

/** A prompt that a provider refused is longer than any estimate said: half of it is aimed at. */
function targetOf(worker: Worker, why: CompactionCause): number | undefined {
  const target = roomOf(worker)?.target;
  if (why === "window") return target;
  return Math.min(target ?? Number.POSITIVE_INFINITY, Math.floor(promptTokens(worker) / 2));
}

function roomOf({ request }: Worker) {
  const { compaction, contextWindow, modelSettings } = request;
  return compaction === undefined
    ? undefined
    : promptRoom(compaction, contextWindow, modelSettings.maxOutputTokens);
}

/** A worker of an older release was to go on as it was. */
function strategyOf({ request }: Worker) {
  return request.compaction?.strategy ?? "none";
}

function planWithin(worker: Worker, target: number): ShorteningPlan | undefined {
  const messages = itemsOf<Message>(worker.messages);
  const standing = worker.promptSize - messagesSize(messages);
  return shorteningPlan(messages, {
    target: Math.max(0, charactersOf(worker, target) - standing),
    keepLast: worker.request.compaction?.keepLast ?? 0,
    input: worker.inputAt,
    strategy: strategyOf(worker) === "truncate" ? "truncate" : "observation_mask",
  });
}

/** The most characters that have so many tokens by estimate. */
function charactersOf(worker: Worker, tokens: number): number {
  return Math.floor((tokens / Math.max(1, promptTokens(worker))) * worker.promptSize);
}
