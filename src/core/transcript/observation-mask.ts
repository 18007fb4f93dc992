import { cutToBytes } from "../cut-to-bytes.ts";
import { utf8Bytes } from "../estimated-tokens.ts";
import type { AssistantPart, Message, ToolResult } from "./message.ts";

/**
 * A message as a few lines of a record: what people and the model said stays, of long results only the
 * first line and their size; reasoning goes.
 */
export function masked(message: Message): string {
  switch (message.role) {
    case "user":
      return record("user:", cutText(message.text, SAID_BYTES));
    case "assistant":
      return message.parts.flatMap(maskedPart).join("\n");
    case "tool":
      return message.results.map(maskedResult).join("\n");
  }
}

/** Lines behind the first stand back, so that nothing in a text looks like another record. */
function record(head: string, text: string): string {
  return `${head} ${text.trim().replace(/\r\n?|\n/g, "\n  ")}`;
}

/** What is said is kept whole up to here: an instruction of half a page must survive. */
const SAID_BYTES = 4096;
const RESULT_BYTES = 500;
const LINE_BYTES = 120;

function maskedPart(part: AssistantPart): string[] {
  switch (part.kind) {
    case "reasoning":
      return [];
    case "text":
      return part.text.trim() === "" ? [] : [record("assistant:", cutText(part.text, SAID_BYTES))];
    case "call":
      return [
        record(`called ${part.tool}`, cutText(part.malformed ?? JSON.stringify(part.arguments), LINE_BYTES)),
      ];
  }
}

function maskedResult({ tool, text, isError }: ToolResult): string {
  const head = `${isError ? "error" : "result"} of ${tool}:`;
  if (utf8Bytes(text) < RESULT_BYTES) return record(head, text);
  const [first = ""] = text.trim().split(/\r\n?|\n/, 1);
  const size = `${text.split("\n").length} lines, ${utf8Bytes(text)} bytes in all`;
  return record(head, `${cutToBytes(first, LINE_BYTES)} [… ${size}]`);
}

/** The beginning of a text, and how much more there was. */
export function cutText(text: string, limit: number): string {
  const kept = cutToBytes(text, limit);
  return kept === text ? text : `${kept} [… ${utf8Bytes(text) - utf8Bytes(kept)} bytes more]`;
}
