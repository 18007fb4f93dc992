import type { TranscriptRecord } from "../../core/journal/transcript-record.ts";
import { oneLine } from "./plain-text.ts";
import { count, counted } from "./quantities.ts";
import type { Style } from "./style.ts";

/** That a conversation was told in short: how much of it, by whom, and who was to do it instead. */
export function narrateTranscript(record: TranscriptRecord, style: Style): string[] {
  if (record.type === "transcript.compacting") return [];
  const { replaced, results = [], strategy, tokensBefore, tokensAfter, instead } = record;
  const told =
    replaced === undefined ? [] : [`${counted(replaced.messages, "message")} told in short (${strategy})`];
  const cut = results.length === 0 ? [] : [`${counted(results.length, "long result")} cut`];
  const size = `${count(tokensBefore)} to ${count(tokensAfter)} tokens`;
  const why =
    instead === undefined ? "" : `; ${instead.strategy} came to nothing: ${oneLine(instead.reason, 200)}`;
  return [style.dim(`  ${[...told, ...cut].join(", ")}: ${size}${why}`)];
}
