import { cutToBytes } from "../cut-to-bytes.ts";
import { utf8Bytes } from "../estimated-tokens.ts";
import type { AssistantPart, Message, ToolResult } from "./message.ts";

/**
 * A message as a few lines of a record: what people and the model said stays, of long results only the
 * first line and their size; reasoning goes.
 */
export function masked(message: Message, caps: MaskCaps = IN_SHORT): string {
  switch (message.role) {
    case "user":
      return record("user:", cutText(message.text, caps.said));
    case "assistant":
      return message.parts.flatMap((part) => maskedPart(part, caps)).join("\n");
    case "tool":
      return message.results.map((result) => maskedResult(result, caps)).join("\n");
  }
}

/** How much is kept of what is said, of a result, and of one line of arguments; in bytes. */
export interface MaskCaps {
  readonly said: number;
  readonly result: number;
  readonly line: number;
}

/** What is said is kept whole up to here: an instruction of half a page must survive. */
export const IN_SHORT: MaskCaps = { said: 4_096, result: 500, line: 120 };

/** For whoever is to tell it in short. */
export const AT_LENGTH: MaskCaps = { said: 16_384, result: 4_096, line: 1_024 };

/** Lines behind the first stand back, so that nothing in a text looks like another record. */
function record(head: string, text: string): string {
  return `${head} ${text.trim().replace(/\r\n?|\n/g, "\n  ")}`;
}

function maskedPart(part: AssistantPart, caps: MaskCaps): string[] {
  switch (part.kind) {
    case "reasoning":
      return [];
    case "text":
      return part.text.trim() === "" ? [] : [record("assistant:", cutText(part.text, caps.said))];
    case "call":
      return [
        record(`called ${part.tool}`, cutText(part.malformed ?? JSON.stringify(part.arguments), caps.line)),
      ];
  }
}

function maskedResult({ tool, text, isError }: ToolResult, caps: MaskCaps): string {
  const head = `${isError ? "error" : "result"} of ${tool}:`;
  if (utf8Bytes(text) < caps.result) return record(head, text);
  const [first = ""] = text.trim().split(/\r\n?|\n/, 1);
  const size = `${text.split("\n").length} lines, ${utf8Bytes(text)} bytes in all`;
  return record(head, `${cutToBytes(first, caps.line)} [… ${size}]`);
}

/** The beginning of a text, and how much more there was. */
export function cutText(text: string, limit: number): string {
  const kept = cutToBytes(text, limit);
  return kept === text ? text : `${kept} [… ${utf8Bytes(text) - utf8Bytes(kept)} bytes more]`;
}
