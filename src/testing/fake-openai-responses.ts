import { responsesObjection } from "./fake-openai-responses-rules.ts";
import { type ModelReply, pieces, type ReplyCall, type ReplyUsage } from "./model-reply.ts";
import { type ModelServer, type RecordedRequest, type Replies, startModelServer } from "./model-server.ts";

/**
 * A server on loopback that speaks OpenAI's streaming responses API without storage: items of
 * reasoning (encrypted; a reply's `signature` is its content), messages and function calls, the
 * errors. It checks requests as the real one does. Its base URL is `origin` + `/v1`.
 */
export function startFakeOpenAiResponses(
  replies: Replies,
  options: { readonly key?: string } = {},
): Promise<ModelServer> {
  const encrypted = new Set(typeof replies === "function" ? [encryptedOf({})] : replies.map(encryptedOf));
  const objection = (request: RecordedRequest) => responsesObjection(request, { ...options, encrypted });
  return startModelServer({ objection, events }, replies);
}

function encryptedOf(reply: ModelReply): string {
  return reply.signature ?? "signature";
}

interface Item {
  readonly added: object;
  readonly deltas: readonly StreamEvent[];
  readonly done: object;
}

function events(reply: ModelReply, request: RecordedRequest): readonly string[] {
  const items = [
    ...(reply.reasoning === undefined ? [] : [reasoning(reply.reasoning, encryptedOf(reply))]),
    ...(reply.text === undefined ? [] : [spoken(reply.text)]),
    ...(reply.calls ?? []).map(functionCall),
  ];
  const said = [created(request), ...items.flatMap(itemEvents)];
  const error = { type: "error", sequence_number: 9, error: reply.streamedError };
  return numbered([...said, reply.streamedError === undefined ? ended(reply) : error]);
}

function created(request: RecordedRequest): StreamEvent {
  const asked = request.body;
  const model = typeof asked === "object" && asked !== null && "model" in asked ? String(asked.model) : "";
  const response = { id: "resp_1", object: "response", created_at: 1_700_000_000, model: `${model}-2026` };
  return { type: "response.created", response };
}

function reasoning(text: string, encrypted: string): Item {
  const at = { item_id: "rs_1", summary_index: 0 };
  const deltas = pieces(text).map((delta) => ({
    type: "response.reasoning_summary_text.delta",
    ...at,
    delta,
  }));
  return {
    added: { type: "reasoning", id: "rs_1", encrypted_content: null, summary: [] },
    deltas: [{ type: "response.reasoning_summary_part.added", ...at }, ...deltas],
    done: {
      type: "reasoning",
      id: "rs_1",
      encrypted_content: encrypted,
      summary: [{ type: "summary_text", text }],
    },
  };
}

function spoken(text: string): Item {
  const item = { type: "message", id: "msg_1", role: "assistant" };
  const deltas = pieces(text).map((delta) => ({
    type: "response.output_text.delta",
    item_id: "msg_1",
    delta,
  }));
  return { added: item, deltas, done: { ...item, content: [{ type: "output_text", text }] } };
}

function functionCall(call: ReplyCall): Item {
  const item = { type: "function_call", id: `fc_${call.id}`, call_id: call.id, name: call.name };
  const type = "response.function_call_arguments.delta";
  return {
    added: { ...item, arguments: "" },
    deltas: pieces(call.arguments).map((delta) => ({ type, item_id: item.id, delta })),
    done: { ...item, arguments: call.arguments, status: "completed" },
  };
}

function itemEvents(item: Item, index: number): readonly StreamEvent[] {
  return [
    { type: "response.output_item.added", output_index: index, item: item.added },
    ...item.deltas.map((delta) => ({ ...delta, output_index: index })),
    { type: "response.output_item.done", output_index: index, item: item.done },
  ];
}

function ended(reply: ModelReply): StreamEvent {
  const usage = usageOf(reply.usage ?? {});
  if (reply.finish === undefined) return { type: "response.completed", response: { usage } };
  return { type: "response.incomplete", response: { usage, incomplete_details: { reason: reply.finish } } };
}

function usageOf({ input = 10, cacheRead = 0, output = 5, reasoning: thought = 0 }: ReplyUsage) {
  return {
    input_tokens: input + cacheRead,
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: thought },
  };
}

interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

function numbered(all: readonly StreamEvent[]): readonly string[] {
  return all.map((event, index) => {
    return `event: ${event.type}\ndata: ${JSON.stringify({ sequence_number: index, ...event })}\n\n`;
  });
}
