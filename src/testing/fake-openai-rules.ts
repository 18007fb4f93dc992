import { z } from "zod";
import { openAiRefusal, wrongKey } from "./fake-openai-refusal.ts";
import type { HttpError, RecordedRequest } from "./model-server.ts";

const call = z.object({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.object({ name: z.string().min(1), arguments: z.string() }),
});
const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: z.string() }),
  z.object({ role: z.literal("developer"), content: z.string() }),
  z.object({
    role: z.literal("user"),
    content: z.union([z.string(), z.array(z.object({ type: z.string() }))]),
  }),
  z.object({
    role: z.literal("assistant"),
    content: z.string().nullish(),
    tool_calls: z.array(call).min(1).optional(),
  }),
  z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: z.string() }),
]);
const tool = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/),
    parameters: z.looseObject({ type: z.literal("object") }),
  }),
});
const chatRequest = z.object({
  model: z.string().min(1),
  stream: z.literal(true),
  stream_options: z.object({ include_usage: z.literal(true) }),
  messages: z.array(message).min(1),
  tools: z.array(tool).min(1).optional(),
});
type ChatMessage = z.infer<typeof message>;

/** What OpenAI would answer to a request that is not right. */
export function chatObjection(request: RecordedRequest, key: string | undefined): HttpError | undefined {
  if (!request.path.endsWith("/v1/chat/completions"))
    return openAiRefusal(404, `Invalid URL (POST ${request.path})`);
  const keyRefused = wrongKey(request, key);
  if (keyRefused !== undefined) return keyRefused;
  const read = chatRequest.safeParse(request.body);
  if (!read.success) return openAiRefusal(400, z.prettifyError(read.error));
  const unpaired = unpairedCalls(read.data.messages);
  return unpaired === undefined ? undefined : openAiRefusal(400, unpaired);
}

/** Each call of an assistant message is answered once, before anybody else speaks. */
function unpairedCalls(messages: readonly ChatMessage[]): string | undefined {
  let open = new Set<string>();
  for (const one of messages) {
    if (one.role === "tool") {
      if (!open.delete(one.tool_call_id))
        return `messages with role 'tool' must answer a tool call; ${one.tool_call_id} is none that is open.`;
      continue;
    }
    if (open.size > 0) return notAnswered(open);
    open = new Set(one.role === "assistant" ? (one.tool_calls ?? []).map(({ id }) => id) : []);
  }
  return open.size > 0 ? notAnswered(open) : undefined;
}

function notAnswered(open: ReadonlySet<string>): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages for: ${[...open].join(", ")}`;
}
