import { cutMiddle } from "../cut-middle.ts";
import { boundary } from "./compact.ts";
import type { Message } from "./message.ts";
import { messageSize, messagesSize } from "./message-size.ts";

export interface FitOptions {
  /** Characters that the messages may have afterwards. */
  readonly target: number;
  /** Messages at the end that stay, as far as they fit. */
  readonly keepLast: number;
  /** Index of the message that stays word for word beside the task: what the present cycle began with. */
  readonly input: number;
}

/** A conversation cut in two: what is to be told in short, and what stays. */
export interface Fit {
  /** Index of the first message that goes, and the index behind the last one. */
  readonly from: number;
  readonly to: number;
  /** Those between them that stay all the same, in front of what tells of the others. */
  readonly kept: readonly number[];
  readonly old: readonly Message[];
  /** Results in what stays that are too long for it. */
  readonly results: readonly ShortResult[];
  /** Characters there are to tell of the old ones. */
  readonly room: number;
}

/** A result of which the middle is left out from here on. */
export interface ShortResult {
  readonly call: string;
  readonly text: string;
}

/**
 * What of a conversation goes and what stays, so that it fits.
 *
 * F1. The task, the present input, and everything since the model last spoke stay; of that, only long results
 *     are cut.
 * F2. Calls and their results stay together or go together.
 * F3. What stays has at most two thirds of the room, if F1 lets it.
 */
export function fitOf(messages: readonly Message[], { target, keepLast, input }: FitOptions): Fit {
  const from = messages.findIndex(({ role }) => role === "user") + 1;
  const pinned = messagesSize(messages.slice(0, from));
  const share = ((target - pinned) * 2) / 3;
  const to = startOfRest(messages, from, share - sizeAt(messages, input, from), keepLast);
  const kept = input >= from && input < to ? [input] : [];
  const rest = [...kept.flatMap((index) => messages[index] ?? []), ...messages.slice(to)];
  const results = shortResults(rest, share);
  const left = target - pinned - messagesSize(withShortResults(rest, results));
  return { from, to, kept, old: messages.slice(from, to), results, room: Math.max(0, Math.floor(left)) };
}

/** The messages with these results cut. */
export function withShortResults(
  messages: readonly Message[],
  results: readonly ShortResult[],
): readonly Message[] {
  if (results.length === 0) return messages;
  const texts = new Map(results.map(({ call, text }) => [call, text]));
  return messages.map((message) => {
    if (message.role !== "tool" || !message.results.some(({ call }) => texts.has(call))) return message;
    return {
      ...message,
      results: message.results.map((one) => ({ ...one, text: texts.get(one.call) ?? one.text })),
    };
  });
}

function sizeAt(messages: readonly Message[], index: number, from: number): number {
  const message = messages[index];
  return message === undefined || index < from ? 0 : messageSize(message);
}

/** Where what stays begins: as many of the last messages as are wanted and fit, and at least those of F1. */
function startOfRest(messages: readonly Message[], from: number, share: number, keepLast: number): number {
  const spoken = messages.findLastIndex(({ role }) => role === "assistant");
  const least = Math.max(spoken, from);
  let start = Math.max(from, Math.min(boundary(messages, messages.length - keepLast), least));
  let size = messagesSize(messages.slice(start));
  while (start < least && size > share) {
    const next = nextBoundary(messages, start + 1);
    size -= messagesSize(messages.slice(start, next));
    start = next;
  }
  return start;
}

function nextBoundary(messages: readonly Message[], index: number): number {
  let at = index;
  while (messages[at]?.role === "tool") at += 1;
  return at;
}

/** The most that any result may keep, so that all of it fits; the least of these where nothing fits. */
const MOST_OF_A_RESULT = [32_768, 16_384, 8_192, 4_096, 2_048, 1_024, 512] as const;

function shortResults(messages: readonly Message[], share: number): readonly ShortResult[] {
  if (messagesSize(messages) <= share) return [];
  let cut: readonly ShortResult[] = [];
  for (const most of MOST_OF_A_RESULT) {
    cut = cutTo(messages, most);
    if (messagesSize(withShortResults(messages, cut)) <= share) return cut;
  }
  return cut;
}

function cutTo(messages: readonly Message[], most: number): readonly ShortResult[] {
  return messages.flatMap((message) => {
    if (message.role !== "tool") return [];
    return message.results.flatMap(({ call, text }) => {
      const short = cutMiddle(text, most);
      return short.length < text.length ? [{ call, text: short }] : [];
    });
  });
}
