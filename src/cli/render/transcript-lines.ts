import { itemsIn, type TranscriptItem } from "../../core/transcript/entries.ts";
import type { Message } from "../../core/transcript/message.ts";
import type { Conversation, TranscriptEntry } from "../../core/worker/transcript-of.ts";
import { oneLine, plainText } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** A conversation as people read it: each thing that was said behind who said it. */
export function transcriptLines(items: readonly TranscriptItem[], style: Style): string[] {
  return items.flatMap((item) => [...linesOf(item, style), ""]).slice(0, -1);
}

/** The messages as a model is shown them, in the same form. */
export function messageLines(messages: readonly Message[], style: Style): string[] {
  return transcriptLines(messages.flatMap(itemsIn), style);
}

/** Each conversation of a worker on one line. */
export function conversationLines(conversations: readonly Conversation[], style: Style): string[] {
  return conversations.map(({ id, parent, began, fromSeq, toSeq }) => {
    const state = toSeq === null ? style.good("active  ") : style.dim("archived");
    const from = parent === null ? "" : style.dim(`  from ${oneLine(parent, 80)}`);
    return `${state}  ${oneLine(id, 80)}  records ${fromSeq} to ${toSeq ?? "…"}  ${began}${from}`;
  });
}

/** Those that this reader is to see, of one conversation or of all. */
export function visibleTo(
  reader: "user" | "operator",
  entries: readonly TranscriptEntry[],
  conversation: string | undefined,
): readonly TranscriptEntry[] {
  return entries.filter(
    ({ visibility, transcript }) =>
      (reader === "operator" || visibility === "public") &&
      (conversation === undefined || transcript === conversation),
  );
}

function linesOf(item: TranscriptItem, style: Style): string[] {
  switch (item.kind) {
    case "text":
      return [style.bold(`${item.role}:`), ...plainText(item.text).trim().split("\n")];
    case "notice":
      return [style.attention("runtime:"), ...plainText(item.text).trim().split("\n")];
    case "reasoning":
      return [style.dim("reasoning:"), ...plainText(item.text).trim().split("\n").map(style.dim)];
    case "call":
      return [
        `${style.bold(`call ${item.call}:`)} ${oneLine(item.tool, 80)} ${plainText(JSON.stringify(item.arguments))}`,
      ];
    case "result": {
      const head = `${item.isError ? "error" : "result"} ${item.call}:`;
      return [
        item.isError ? style.bad(head) : style.bold(head),
        ...plainText(item.text).trimEnd().split("\n"),
      ];
    }
    case "mark":
      return [style.dim(`── ${oneLine(item.text, 200)} ──`)];
  }
}
