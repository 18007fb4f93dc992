import { z } from "zod";
import { openAiRefusal, wrongKey } from "./fake-openai-refusal.ts";
import type { HttpError, RecordedRequest } from "./model-server.ts";

const words = z.array(z.looseObject({ type: z.enum(["input_text", "output_text"]), text: z.string() }));
const item = z.union([
  z.object({ role: z.enum(["system", "developer"]), content: z.string() }),
  z.object({ role: z.enum(["user", "assistant"]), content: z.union([z.string(), words]) }),
  z.object({ type: z.literal("reasoning"), encrypted_content: z.string(), summary: z.array(z.json()) }),
  z.object({
    type: z.literal("function_call"),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.object({ type: z.literal("function_call_output"), call_id: z.string(), output: z.string() }),
]);
const tool = z.object({
  type: z.literal("function"),
  name: z.string().regex(/^[\w-]{1,64}$/),
  parameters: z.looseObject({ type: z.literal("object") }),
  strict: z.literal(false), // the real one takes a tool without it as strict, with every argument required
});
const responsesRequest = z.object({
  model: z.string().min(1),
  stream: z.literal(true),
  store: z.literal(false),
  input: z.array(item).min(1),
  tools: z.array(tool).optional(),
});
type InputItem = z.infer<typeof item>;

/** What OpenAI's responses API would answer to a request that is not right. */
export function responsesObjection(
  request: RecordedRequest,
  known: { readonly key?: string; readonly encrypted: ReadonlySet<string> },
): HttpError | undefined {
  if (!request.path.endsWith("/v1/responses"))
    return openAiRefusal(404, `Invalid URL (POST ${request.path})`);
  const key = wrongKey(request, known.key);
  if (key !== undefined) return key;
  const read = responsesRequest.safeParse(request.body);
  if (!read.success) return openAiRefusal(400, z.prettifyError(read.error));
  const wrong = unanswered(read.data.input) ?? unknownReasoning(read.data.input, known.encrypted);
  return wrong === undefined ? undefined : openAiRefusal(400, wrong);
}

function unanswered(input: readonly InputItem[]): string | undefined {
  const open = new Set<string>();
  for (const one of input) {
    if (!("type" in one)) continue;
    if (one.type === "function_call") open.add(one.call_id);
    if (one.type === "function_call_output" && !open.delete(one.call_id)) {
      return `No tool call found for function call output with call_id ${one.call_id}.`;
    }
  }
  return open.size > 0 ? `No tool output found for function call ${[...open].join(", ")}.` : undefined;
}

function unknownReasoning(input: readonly InputItem[], known: ReadonlySet<string>): string | undefined {
  const forged = input.some(
    (one) => "type" in one && one.type === "reasoning" && !known.has(one.encrypted_content),
  );
  return forged ? "The encrypted content could not be verified." : undefined;
}
