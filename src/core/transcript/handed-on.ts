import { itemsIn } from "./entries.ts";
import type { AssistantPart, Message } from "./message.ts";
import { AT_LENGTH, masked } from "./observation-mask.ts";
import { callsInWords } from "./transcript-texts.ts";

/** How much of a conversation another agent is shown: what was said, or also what was called and answered. */
export const HANDED_ON = ["public", "internal"] as const;
export type HandedOn = (typeof HANDED_ON)[number];

export interface HandOnOptions {
  readonly visibility: HandedOn;
  /** Whether it has tools: to one that has none, calls are told in words. */
  readonly calls: boolean;
}

/**
 * What another agent is shown of a conversation.
 *
 * T1. Reasoning, and what a provider marked, is for nobody but the model that it came from.
 * T2. `public` is what people and the model said; calls, results and words of the runtime stay behind.
 * T3. Calls keep their results, and have names that no call of the other agent has.
 */
export function handedOn(
  messages: readonly Message[],
  { visibility, calls }: HandOnOptions,
): readonly Message[] {
  if (visibility === "public") return messages.flatMap(publicly);
  const known = messages.flatMap(withoutReasoning); // T1
  return calls ? known.map(renamed) : known.flatMap((message, index) => inWords(message, known[index - 1]));
}

function publicly(message: Message): readonly Message[] {
  return itemsIn(message).flatMap((item): Message[] => {
    if (item.kind !== "text") return [];
    const { role, text } = item;
    return [role === "user" ? { role, text } : { role, parts: [{ kind: "text", text }] }];
  });
}

function withoutReasoning(message: Message): readonly Message[] {
  if (message.role !== "assistant") return [message];
  const parts = message.parts.flatMap((part): AssistantPart[] => {
    if (part.kind === "reasoning" || isBlank(part)) return [];
    const { providerData: _, ...own } = part;
    return [own];
  });
  return parts.length === 0 ? [] : [{ role: "assistant", parts }];
}

function isBlank(part: AssistantPart): boolean {
  return part.kind === "text" && part.text.trim() === "";
}

/** T3 */
function renamed(message: Message): Message {
  switch (message.role) {
    case "user":
      return message;
    case "assistant":
      return {
        ...message,
        parts: message.parts.map((part) =>
          part.kind === "call" ? { ...part, call: further(part.call) } : part,
        ),
      };
    case "tool":
      return { ...message, results: message.results.map((one) => ({ ...one, call: further(one.call) })) };
  }
}

/** `t1.1` is `1:t1.1` to the next agent, and `2:t1.1` to the one after it. */
function further(call: string): string {
  const [, hops = "0", own = call] = /^(\d+):(.*)$/.exec(call) ?? [];
  return `${Number(hops) + 1}:${own}`;
}

/** Some providers take no calls where no tools are offered. */
function inWords(message: Message, before: Message | undefined): readonly Message[] {
  if (message.role === "user") return [message];
  if (message.role === "tool") {
    const record = [...(before === undefined ? [] : [calledIn(before)]), masked(message, AT_LENGTH)];
    return [{ role: "user", text: callsInWords(record.join("\n")) }];
  }
  const parts = message.parts.filter(({ kind }) => kind === "text");
  return parts.length === 0 ? [] : [{ role: "assistant", parts }];
}

function calledIn(message: Message): string {
  if (message.role !== "assistant") return "";
  return masked({ role: "assistant", parts: message.parts.filter(({ kind }) => kind === "call") }, AT_LENGTH);
}
