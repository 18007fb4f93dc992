import type { CallStory } from "../call-in-records.ts";
import { oneLine, plainText } from "./plain-text.ts";
import { duration } from "./quantities.ts";
import { fields } from "./run-summary.ts";
import type { Style } from "./style.ts";

/** What was asked, what the gates said, and how it ended; its output comes after these lines. */
export function renderCall(
  { asked, decided, answered, finished, unknown }: CallStory,
  style: Style,
): string[] {
  const known: [string, string | undefined][] = [
    ["call", `${asked.call} ${asked.tool}`],
    ["arguments", plainText(asked.malformed ?? JSON.stringify(asked.arguments))],
    ["decision", decided && `${decided.decision}: ${oneLine(decided.rule)}`],
    ["reason", decided?.reason && oneLine(decided.reason)],
    ["answer", answered && `${answered.answer} by ${oneLine(answered.by)} (${oneLine(answered.surface)})`],
    ["outcome", finished && `${finished.status} after ${duration(finished.durationMs)}`],
    ["outcome", unknown && `unknown: ${oneLine(unknown.reason)}`],
  ];
  const told = known.flatMap(([label, value]) => (value ? [[label, value] as [string, string]] : []));
  return [...fields(told, style), ...(finished === undefined ? [] : ["", style.bold("Output")])];
}
