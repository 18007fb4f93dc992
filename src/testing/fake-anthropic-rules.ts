import { z } from "zod";
import type { HttpError, RecordedRequest } from "./model-server.ts";

const cached = { cache_control: z.object({ type: z.literal("ephemeral") }).optional() };
const text = z.object({ type: z.literal("text"), text: z.string().min(1), ...cached });
const userBlock = z.discriminatedUnion("type", [
  text,
  z.object({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: z.string(),
    is_error: z.boolean().optional(),
    ...cached,
  }),
]);
const assistantBlock = z.discriminatedUnion("type", [
  text,
  z.object({ type: z.literal("thinking"), thinking: z.string(), signature: z.string().min(1) }),
  z.object({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.json()),
    ...cached,
  }),
]);
const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("user"), content: z.array(userBlock).min(1) }),
  z.object({ role: z.literal("assistant"), content: z.array(assistantBlock).min(1) }),
]);
const tool = z.object({
  name: z.string().regex(/^[\w-]{1,128}$/),
  input_schema: z.looseObject({ type: z.literal("object") }),
});
const messagesRequest = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  stream: z.literal(true),
  system: z.array(text).optional(),
  messages: z.array(message).min(1),
  tools: z.array(tool).optional(),
});
type AnthropicMessage = z.infer<typeof message>;

/** What Anthropic would answer to a request that is not right. */
export function messagesObjection(
  request: RecordedRequest,
  known: { readonly key?: string; readonly signatures: ReadonlySet<string> },
): HttpError | undefined {
  if (request.path !== "/v1/messages") return refusal(404, "not_found_error", "Not found");
  const shown = request.headers["x-api-key"];
  if (shown === undefined || (known.key !== undefined && shown !== known.key)) {
    return refusal(401, "authentication_error", `invalid x-api-key: ${String(shown)}`);
  }
  if (request.headers["anthropic-version"] !== "2023-06-01")
    return badRequest("anthropic-version: header is required");
  const read = messagesRequest.safeParse(request.body);
  if (!read.success) return badRequest(z.prettifyError(read.error));
  const wrong = wrongOrder(read.data.messages) ?? wrongSignature(read.data.messages, known.signatures);
  return wrong === undefined ? undefined : badRequest(wrong);
}

function badRequest(message: string): HttpError {
  return refusal(400, "invalid_request_error", message);
}

function refusal(status: number, type: string, message: string): HttpError {
  return { status, body: { type: "error", error: { type, message }, request_id: "req_1" } };
}

/** All tool uses of a message are answered at the start of the next one, and nothing else is. */
function wrongOrder(messages: readonly AnthropicMessage[]): string | undefined {
  if (messages[0]?.role !== "user") return "messages: first message must use the user role";
  for (const [index, one] of messages.entries()) {
    const next = messages[index + 1];
    if (next?.role === one.role) return "messages: roles must alternate";
    const wanted = idsOf(one, "tool_use");
    const given = next === undefined ? [] : idsOf(next, "tool_result");
    if (wanted.toSorted().join() !== given.toSorted().join()) {
      return `messages.${index + 1}: \`tool_use\` ids [${wanted}] and \`tool_result\` ids [${given}] must be the same`;
    }
  }
  return undefined;
}

function idsOf(message: AnthropicMessage, type: "tool_use" | "tool_result"): readonly string[] {
  return message.content.flatMap((block) => {
    if (block.type === "tool_use") return type === "tool_use" ? [block.id] : [];
    return block.type === "tool_result" && type === "tool_result" ? [block.tool_use_id] : [];
  });
}

function wrongSignature(
  messages: readonly AnthropicMessage[],
  known: ReadonlySet<string>,
): string | undefined {
  const blocks = messages.flatMap((one) => (one.role === "assistant" ? one.content : []));
  const forged = blocks.some((block) => block.type === "thinking" && !known.has(block.signature));
  return forged ? "messages: Invalid `signature` in `thinking` block" : undefined;
}
