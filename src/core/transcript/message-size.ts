import type { AssistantPart, Message } from "./message.ts";

/** Characters that a message adds to a prompt, about. */
export function messageSize(message: Message): number {
  switch (message.role) {
    case "user":
      return message.text.length;
    case "assistant":
      return message.parts.reduce((sum, part) => sum + partSize(part), 0);
    case "tool":
      return message.results.reduce((sum, { text }) => sum + text.length + OVERHEAD, 0);
  }
}

/** Of all of them. */
export function messagesSize(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + messageSize(message), 0);
}

const OVERHEAD = 20;

function partSize(part: AssistantPart): number {
  if (part.kind !== "call") return part.text.length;
  return JSON.stringify(part.arguments).length + part.tool.length + OVERHEAD;
}
