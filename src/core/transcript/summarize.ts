import { utf8Bytes } from "../estimated-tokens.ts";
import type { Message } from "./message.ts";
import { AT_LENGTH, cutText, IN_SHORT, type MaskCaps, masked } from "./observation-mask.ts";
import { type ReplacedCounts, readSummaryHead, summaryHead } from "./transcript-texts.ts";

export const COMPACT_STRATEGIES = ["observation_mask", "truncate"] as const;

/**
 * How earlier messages are told in short: `observation_mask` keeps what was said and the first line of
 * long results; `truncate` keeps the beginnings of the first 15 messages.
 */
export type CompactStrategy = (typeof COMPACT_STRATEGIES)[number];

/**
 * One text that stands for these messages, at most 16 KiB or what there is room for; earlier summaries among
 * them go on in it.
 */
export function summaryOf(
  messages: readonly Message[],
  strategy: CompactStrategy,
  room: number = SUMMARY_BYTES,
): string {
  const records = messages.map((message) => recordOf(message)).filter((record) => record !== "");
  const body = strategy === "truncate" ? truncated(records) : records.join("\n");
  return summaryWith(messages, withinBytes(body, Math.min(SUMMARY_BYTES, room)));
}

/** The same in words that somebody else found: as data, with the counts that belong before it. */
export function summaryWith(messages: readonly Message[], body: string): string {
  return `${summaryHead(countsOf(messages))}\n\n${body}`;
}

/** These messages as a text for whoever is to tell them in short, at most so many bytes. */
export function transcriptText(messages: readonly Message[], limit: number): string {
  const records = messages.map((message) => recordOf(message, AT_LENGTH));
  return withinBytes(records.filter((record) => record !== "").join("\n"), limit);
}

/** Is it what compaction put in the place of other messages? */
export function isSummary(message: Message): boolean {
  return message.role === "user" && readSummaryHead(message.text) !== undefined;
}

/** An earlier summary without its head: that is counted anew. */
function recordOf(message: Message, caps: MaskCaps = IN_SHORT): string {
  if (message.role !== "user" || !isSummary(message)) return masked(message, caps);
  return message.text.split("\n").slice(2).join("\n");
}

function truncated(records: readonly string[]): string {
  const kept = records.slice(0, FIRST_RECORDS).map((record) => cutText(record, RECORD_BYTES));
  const more = records.length - kept.length;
  return [...kept, ...(more > 0 ? [`[… ${more} messages more]`] : [])].join("\n");
}

const FIRST_RECORDS = 15;
const RECORD_BYTES = 500;
/** What a summary says has at most so many bytes. */
export const SUMMARY_BYTES = 16_384;

/** The first quarter and the end of a text that is too long, by whole lines. */
function withinBytes(text: string, limit: number): string {
  if (utf8Bytes(text) <= limit) return text;
  const lines = text.split("\n").map((line) => cutText(line, limit / 8));
  const head = linesWithin(lines, limit / 4);
  const tail = linesWithin(lines.toReversed(), (limit * 5) / 8);
  const kept = tail.length + head.length;
  return [...head, `[… ${lines.length - kept} lines left out]`, ...tail.toReversed()].join("\n");
}

function linesWithin(lines: readonly string[], limit: number): readonly string[] {
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += utf8Bytes(line) + 1;
    return bytes > limit;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function countsOf(messages: readonly Message[]): ReplacedCounts {
  const all = messages.map(countOf);
  const sum = (count: keyof ReplacedCounts) => all.reduce((total, one) => total + one[count], 0);
  return {
    messages: sum("messages"),
    assistant: sum("assistant"),
    user: sum("user"),
    results: sum("results"),
  };
}

function countOf(message: Message): ReplacedCounts {
  const none = { messages: 1, assistant: 0, user: 0, results: 0 };
  switch (message.role) {
    case "assistant":
      return { ...none, assistant: 1 };
    case "tool":
      return { ...none, results: message.results.length };
    case "user":
      return readSummaryHead(message.text) ?? { ...none, user: 1 };
  }
}
