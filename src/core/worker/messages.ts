import { added } from "../append-only.ts";
import type { AssistantPart, Message } from "../transcript/message.ts";
import type { Worker } from "./worker.ts";

/** The worker with one more message at the end of its conversation. */
export function said(worker: Worker, message: Message): Worker {
  return {
    ...worker,
    messages: added(worker.messages, message),
    promptSize: worker.promptSize + sizeOf(message),
  };
}

/** Characters that a message adds to a prompt, about. */
function sizeOf(message: Message): number {
  switch (message.role) {
    case "user":
      return message.text.length;
    case "assistant":
      return message.parts.reduce((sum, part) => sum + sizeOfPart(part), 0);
    case "tool":
      return message.results.reduce((sum, { text }) => sum + text.length + OVERHEAD, 0);
  }
}

const OVERHEAD = 20;

function sizeOfPart(part: AssistantPart): number {
  if (part.kind !== "call") return part.text.length;
  return JSON.stringify(part.arguments).length + part.tool.length + OVERHEAD;
}
