import { itemsOf } from "../append-only.ts";
import type { Message } from "../transcript/message.ts";
import type { Worker } from "./worker.ts";

/** The partial work of a worker that did not come to its end: what its model said last. */
export function lastSaid({ messages }: Worker): string {
  for (const message of itemsOf<Message>(messages).toReversed()) {
    const text = message.role === "assistant" ? spoken(message) : "";
    if (text !== "") return text;
  }
  return "";
}

function spoken({ parts }: Message & { role: "assistant" }): string {
  return parts
    .map((part) => (part.kind === "text" ? part.text : ""))
    .join("")
    .trim();
}
