import { z } from "zod";
import { Conversation, type SaidConversation } from "./harn-conversation.ts";
import { type HarnItem, itemsOfMessage } from "./harn-message-items.ts";

const transcript = z.looseObject({
  messages: z.array(z.unknown()).nullish(),
  summary: z.string().nullish(),
});

/**
 * The conversation of a Harn transcript in our form. What has no place in it (images, system messages)
 * is left out and counted; a call without its result, and a result without its call, are mended.
 */
export function readHarnTranscript(value: unknown): SaidConversation {
  const parsed = transcript.safeParse(value);
  if (!parsed.success) return { messages: [], notes: ["its transcript is none, and is not carried"] };
  const { messages = [], summary } = parsed.data;
  const items: HarnItem[] = [];
  for (const [index, one] of (messages ?? []).entries()) {
    const said = itemsOfMessage(one);
    if (said === undefined) {
      const why = `message ${index + 1} of its transcript is none that can be read, so the conversation is not carried`;
      return { messages: [], notes: [why] };
    }
    items.push(...said);
  }
  const conversation = new Conversation();
  if (summary != null && summary !== "")
    conversation.take({ item: "user", text: `[summary of what came before] ${summary}` });
  for (const item of items) conversation.take(item);
  return conversation.end();
}
