import { messagesObjection } from "./fake-anthropic-rules.ts";
import { type ModelReply, pieces, type ReplyCall, type ReplyUsage } from "./model-reply.ts";
import { type ModelServer, type RecordedRequest, type Replies, startModelServer } from "./model-server.ts";

/**
 * A server on loopback that speaks Anthropic's streaming messages: blocks of thinking (with their
 * signature), text and tool use, pings, the errors. It checks requests as the real one does (headers,
 * roles in turn, every tool use answered in the next message, signatures that it gave out). Its base
 * URL is `origin`.
 */
export function startFakeAnthropic(
  replies: Replies,
  options: { readonly key?: string } = {},
): Promise<ModelServer> {
  const signatures = new Set(typeof replies === "function" ? [signatureOf({})] : replies.map(signatureOf));
  const objection = (request: RecordedRequest) => messagesObjection(request, { ...options, signatures });
  return startModelServer({ objection, events }, replies);
}

function signatureOf(reply: ModelReply): string {
  return reply.signature ?? "signature";
}

function events(reply: ModelReply, request: RecordedRequest): readonly string[] {
  const blocks = [
    ...(reply.reasoning === undefined ? [] : [thinking(reply.reasoning, signatureOf(reply))]),
    ...(reply.text === undefined ? [] : [spoken(reply.text)]),
    ...(reply.calls ?? []).map(toolUse),
  ];
  const head = [messageStart(reply, request), sse({ type: "ping" })];
  const body = blocks.flatMap((block, index) => blockEvents(block, index));
  if (reply.streamedError !== undefined)
    return [...head, ...body, sse({ type: "error", error: reply.streamedError })];
  const finish = reply.finish ?? ((reply.calls ?? []).length > 0 ? "tool_use" : "end_turn");
  const usage = { output_tokens: reply.usage?.output ?? 5 };
  return [
    ...head,
    ...body,
    sse({ type: "message_delta", delta: { stop_reason: finish, stop_sequence: null }, usage }),
    sse({ type: "message_stop" }),
  ];
}

function messageStart(reply: ModelReply, request: RecordedRequest): string {
  const asked = request.body;
  const model = typeof asked === "object" && asked !== null && "model" in asked ? String(asked.model) : "";
  const message = { id: "msg_1", type: "message", role: "assistant", model: `${model}-2026`, content: [] };
  const open = { stop_reason: null, stop_sequence: null, usage: usageAtStart(reply.usage ?? {}) };
  return sse({ type: "message_start", message: { ...message, ...open } });
}

function usageAtStart({ input = 10, cacheRead = 0, cacheWrite = 0 }: ReplyUsage) {
  return {
    input_tokens: input,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
    output_tokens: 1,
  };
}

interface Block {
  readonly start: object;
  readonly deltas: readonly object[];
}

function thinking(text: string, signature: string): Block {
  const deltas = pieces(text).map((piece) => ({ type: "thinking_delta", thinking: piece }));
  return {
    start: { type: "thinking", thinking: "", signature: "" },
    deltas: [...deltas, { type: "signature_delta", signature }],
  };
}

function spoken(text: string): Block {
  return {
    start: { type: "text", text: "" },
    deltas: pieces(text).map((piece) => ({ type: "text_delta", text: piece })),
  };
}

function toolUse(call: ReplyCall): Block {
  const deltas = ["", ...pieces(call.arguments)];
  return {
    start: { type: "tool_use", id: call.id, name: call.name, input: {} },
    deltas: deltas.map((piece) => ({ type: "input_json_delta", partial_json: piece })),
  };
}

function blockEvents(block: Block, index: number): readonly string[] {
  return [
    sse({ type: "content_block_start", index, content_block: block.start }),
    ...block.deltas.map((delta) => sse({ type: "content_block_delta", index, delta })),
    sse({ type: "content_block_stop", index }),
  ];
}

interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

function sse(event: StreamEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
