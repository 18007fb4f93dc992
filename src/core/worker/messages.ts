import { type AppendOnly, added, EMPTY } from "../append-only.ts";
import type { Message } from "../transcript/message.ts";
import { messageSize } from "../transcript/message-size.ts";
import type { WorkerRequest } from "./request.ts";
import type { Worker } from "./worker.ts";

/** The worker with one more message at the end of its conversation. */
export function said(worker: Worker, message: Message): Worker {
  return {
    ...worker,
    messages: added(worker.messages, message),
    promptSize: worker.promptSize + messageSize(message),
  };
}

/** The worker with another conversation: what the model was shown before does not count any more. */
export function withMessages(worker: Worker, messages: readonly Message[]): Worker {
  const empty: Worker = {
    ...worker,
    messages: EMPTY as AppendOnly<Message>,
    promptSize: standingSize(worker.request),
    prompt: NOTHING_ASKED,
  };
  return messages.reduce((next, message) => said(next, message), empty);
}

const NOTHING_ASKED = { digest: "", messages: 0 };

/** Characters of what stands before every conversation: instructions and tools. */
export function standingSize({ system, tools }: Pick<WorkerRequest, "system" | "tools">): number {
  return system.length + tools.length * TOOL_SIZE;
}

/** Characters of one tool's description and schema in a prompt, about. */
const TOOL_SIZE = 600;
