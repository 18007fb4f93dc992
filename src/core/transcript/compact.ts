import type { Message } from "./message.ts";
import { type CompactStrategy, isSummary, summaryOf } from "./summarize.ts";
import { transcriptTokens } from "./transcript-size.ts";

export interface CompactOptions {
  /** Messages at the end that stay as they are; one more where that would part a call from its result. @default 6 */
  readonly keepLast?: number;
  /** @default observation_mask */
  readonly strategy?: CompactStrategy;
}

export interface Compacted {
  readonly messages: readonly Message[];
  /** Absent when nothing was replaced. */
  readonly replaced?: Replaced;
}

/** What one message of the user's now stands for; enough to do the same again from a record. */
export interface Replaced {
  /** Index of the first message that was replaced. */
  readonly from: number;
  /** Index behind the last one. */
  readonly to: number;
  /** How many there were. */
  readonly messages: number;
  /** What the message in their place says. */
  readonly text: string;
  /** Indices of those between them that stay, in front of it. @default none */
  readonly kept?: readonly number[];
}

/**
 * Replaces what lies between the task, which is the first message of the user's, and the last messages
 * by one that tells it in short.
 *
 * C1. A message of calls and the message of their results stay together or go together.
 * C2. The outcome is never longer, in messages or in estimated tokens: what would not get shorter stays.
 * C3. Doing it again changes nothing; and a summary that is replaced later goes on in the new one.
 */
export function compacted(messages: readonly Message[], options: CompactOptions = {}): Compacted {
  const { keepLast = 6, strategy = "observation_mask" } = options;
  const from = messages.findIndex(({ role }) => role === "user") + 1;
  const to = boundary(messages, messages.length - keepLast);
  const old = messages.slice(from, Math.max(from, to));
  if (old.every(isSummary)) return { messages };
  const text = summaryOf(old, strategy);
  if (transcriptTokens([{ role: "user", text }]) >= transcriptTokens(old)) return { messages };
  const replaced = { from, to, messages: old.length, text };
  return { messages: withReplaced(messages, replaced), replaced };
}

/** The conversation with the replacement made that `replaced` tells of. */
export function withReplaced(
  messages: readonly Message[],
  { from, to, text, kept = [] }: Pick<Replaced, "from" | "to" | "text" | "kept">,
): readonly Message[] {
  const stay = kept.flatMap((index) => messages[index] ?? []);
  return [...messages.slice(0, from), ...stay, { role: "user", text }, ...messages.slice(to)];
}

/** Where a message is afterwards that was not replaced. */
export function placeAfter({ from, to, kept = [] }: Replaced, index: number): number {
  if (index < from) return index;
  if (index >= to) return index - (to - from) + kept.length + 1;
  return from + Math.max(0, kept.indexOf(index));
}

/** The place at or before `index` where a conversation may be cut (C1). */
export function boundary(messages: readonly Message[], index: number): number {
  let at = index;
  while (at > 0 && messages[at]?.role === "tool") at -= 1;
  return at;
}
