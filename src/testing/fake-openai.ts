import { chatObjection } from "./fake-openai-rules.ts";
import { type ModelReply, pieces, type ReplyCall, type ReplyUsage } from "./model-reply.ts";
import { type ModelServer, type RecordedRequest, type Replies, startModelServer } from "./model-server.ts";

/**
 * A server on loopback that speaks OpenAI's streaming chat completions: the deltas, the usage chunk,
 * the errors. It checks requests as the real one does (key, model, roles, every tool call answered
 * exactly once). Its base URL is `origin` + `/v1`.
 */
export function startFakeOpenAi(
  replies: Replies,
  options: { readonly key?: string } = {},
): Promise<ModelServer> {
  return startModelServer({ objection: (request) => chatObjection(request, options.key), events }, replies);
}

function events(reply: ModelReply, request: RecordedRequest): readonly string[] {
  const chunk = chunkFor(request);
  const choices = [
    { role: "assistant", content: "" },
    ...pieces(reply.reasoning ?? "").map((piece) => ({ reasoning_content: piece })),
    ...pieces(reply.text ?? "").map((content) => ({ content })),
  ].map((delta) => chunk({ choices: [{ index: 0, delta, finish_reason: null }] }));
  if (reply.streamedError !== undefined) return [...choices, sse({ error: reply.streamedError })];
  const calls = (reply.calls ?? []).flatMap((call, index) => callDeltas(call, index));
  return [
    ...choices,
    ...calls.map((delta) => chunk({ choices: [{ index: 0, delta, finish_reason: null }] })),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: finishOf(reply) }] }),
    chunk({ choices: [], usage: usageOf(reply.usage ?? {}) }),
    "data: [DONE]\n\n",
  ];
}

function chunkFor(request: RecordedRequest) {
  const asked = request.body;
  const model = typeof asked === "object" && asked !== null && "model" in asked ? String(asked.model) : "";
  const common = {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: `${model}-2026`,
  };
  return (fields: object) => sse({ ...common, ...fields });
}

/** The name and id come first, then the arguments piece by piece. */
function callDeltas(call: ReplyCall, index: number): readonly object[] {
  const start = { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } };
  const rest = pieces(call.arguments).map((piece) => ({ index, function: { arguments: piece } }));
  return [start, ...rest].map((one) => ({ tool_calls: [one] }));
}

function finishOf(reply: ModelReply): string {
  return reply.finish ?? ((reply.calls ?? []).length > 0 ? "tool_calls" : "stop");
}

function usageOf({ input = 10, cacheRead = 0, output = 5, reasoning = 0 }: ReplyUsage) {
  const prompt = input + cacheRead;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function sse(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
