import { itemsOf } from "../core/append-only.ts";
import type { InsteadOf, TranscriptRecord } from "../core/journal/transcript-record.ts";
import type { TellingStrategy } from "../core/transcript/compaction-policy.ts";
import type { Message } from "../core/transcript/message.ts";
import { messagesSize } from "../core/transcript/message-size.ts";
import { inWords, type ShorteningPlan, shortened } from "../core/transcript/shorten.ts";
import { promptTokens } from "../core/worker/compaction-step.ts";
import type { Step } from "../core/worker/next-step.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Drive } from "./drive.ts";
import { isAsked, tellInShort } from "./tell-in-short.ts";
import type { Told } from "./told.ts";

type CompactStep = Step & { readonly do: "compact" };
type Compacted = TranscriptRecord & { readonly type: "transcript.compacted" };

/**
 * Tells the conversation in short, as its policy says. The record of it is durable before the model is asked
 * again (D3), and whoever goes on after a crash finds it done.
 *
 * K1. Whoever is asked (a model, the program's own way) is recorded as asked before that.
 * K2. Where that comes to nothing, or to nothing shorter, the runtime tells it by its rule, and the record says why.
 */
export async function compact(drive: Drive, step: CompactStep): Promise<void> {
  const { held } = drive;
  const strategy = strategyFor(held.worker, step.plan);
  const told = isAsked(strategy) ? await tellInShort(drive, step.plan.fit, strategy) : undefined;
  if (told === "cut short") return; // the next driver, or this one, begins it again
  held.stage((worker) => [compactedRecord(worker, step, strategy, told)]);
}

/** Where only long results are to be cut, there is nothing to tell. */
function strategyFor({ request }: Worker, { byRule }: ShorteningPlan): TellingStrategy {
  const strategy = request.compaction?.strategy ?? "none";
  const tells = byRule.replaced !== undefined && strategy !== "none";
  return tells ? strategy : "observation_mask";
}

function compactedRecord(
  worker: Worker,
  { plan, why }: CompactStep,
  strategy: TellingStrategy,
  told: Told | undefined,
): Compacted {
  const words = told?.ok === true ? inWords(plan, told.text) : undefined;
  const { replaced, results } = words ?? plan.byRule;
  const made = { results, ...(replaced === undefined ? {} : { replaced }) };
  const after = messagesSize(shortened(itemsOf<Message>(worker.messages), made));
  const instead = told === undefined || words !== undefined ? undefined : insteadOf(strategy, told);
  return {
    type: "transcript.compacted",
    why,
    strategy: instead === undefined ? strategy : "observation_mask",
    ...(replaced === undefined ? {} : { replaced }),
    ...(results.length === 0 ? {} : { results }),
    tokensBefore: promptTokens(worker),
    tokensAfter: promptTokens(worker, worker.promptSize - plan.before + after),
    ...(instead === undefined ? {} : { instead }),
    ...told?.spent,
  };
}

function insteadOf(strategy: TellingStrategy, told: Told): InsteadOf {
  if (told.ok) return { strategy, reason: "it said nothing, or nothing shorter" };
  const { reason, error } = told;
  return { strategy, reason, ...(error === undefined ? {} : { error }) };
}
