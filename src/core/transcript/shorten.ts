import { type Replaced, withReplaced } from "./compact.ts";
import { type Fit, type FitOptions, fitOf, type ShortResult, withShortResults } from "./fit.ts";
import type { Message } from "./message.ts";
import { messagesSize } from "./message-size.ts";
import { cutText } from "./observation-mask.ts";
import { type CompactStrategy, isSummary, SUMMARY_BYTES, summaryOf, summaryWith } from "./summarize.ts";

/** What a conversation became: enough to do the same again from a record. */
export interface Shortening {
  /** Absent when nothing was replaced. */
  readonly replaced?: Replaced;
  readonly results: readonly ShortResult[];
}

/** How a conversation could be shortened, and what a rule of the runtime's would make of it. */
export interface ShorteningPlan {
  readonly fit: Fit;
  readonly byRule: Shortening;
  /** Characters of the messages as they are, and as the rule would have them. */
  readonly before: number;
  readonly after: number;
}

/**
 * How the conversation could be made to fit, or nothing when it would not get shorter by a tenth: then
 * telling it in short costs more than it brings.
 */
export function shorteningPlan(
  messages: readonly Message[],
  options: FitOptions & { readonly strategy: CompactStrategy },
): ShorteningPlan | undefined {
  const fit = fitOf(messages, options);
  const hasOld = !fit.old.every(isSummary);
  const text = hasOld ? summaryOf(fit.old, options.strategy, roomForWords(fit)) : "";
  const byRule = shortening(fit, hasOld ? text : undefined);
  const before = messagesSize(messages);
  const after = messagesSize(shortened(messages, byRule));
  return after > before * WORTHWHILE ? undefined : { fit, byRule, before, after };
}

/** What is recorded when the old messages are told by `text`; without, only long results are cut. */
export function shortening({ from, to, kept, old, results }: Fit, text: string | undefined): Shortening {
  if (text === undefined) return { results };
  const stay = kept.length === 0 ? {} : { kept };
  return { replaced: { from, to, messages: old.length - kept.length, text, ...stay }, results };
}

/** The conversation after it. */
export function shortened(
  messages: readonly Message[],
  { replaced, results }: Shortening,
): readonly Message[] {
  const cut = withShortResults(messages, results);
  return replaced === undefined ? cut : withReplaced(cut, replaced);
}

/**
 * The same with the words of somebody else, cut to what there is room for; nothing when they say nothing, or are
 * no shorter than what they are to stand for.
 */
export function inWords({ fit }: ShorteningPlan, words: string): Shortening | undefined {
  const text = summaryWith(fit.old, cutText(words.trim(), roomForWords(fit)));
  const isUseful = words.trim() !== "" && text.length < messagesSize(fit.old);
  return isUseful ? shortening(fit, text) : undefined;
}

/** Bytes that the words may have which tell of the old messages. */
export function roomForWords({ room }: Fit): number {
  return Math.min(SUMMARY_BYTES, Math.max(LEAST_ROOM, room - HEAD_ROOM));
}

/** Of what there is room for, a summary's head takes so much. */
const HEAD_ROOM = 300;
/** Even where there is no room, so much is told of what goes. */
const LEAST_ROOM = 500;
const WORTHWHILE = 0.9;
