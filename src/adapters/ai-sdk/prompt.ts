import { isJsonObject } from "../../core/json.ts";
import type { AssistantPart, Message, ToolResult } from "../../core/transcript/message.ts";
import type { ModelRequest } from "../../ports/model.ts";
import type { Prompt, PromptMessage } from "./language-model.ts";
import { providerOptionsOf } from "./provider-data.ts";

/**
 * The conversation as provider packages take it. With `cacheMarks` Anthropic is asked to keep the
 * prompt up to the system text and up to the last message: the next turn repeats all of it.
 */
export function promptOf(
  request: Pick<ModelRequest, "system" | "messages">,
  { cacheMarks }: { readonly cacheMarks: boolean },
): Prompt {
  const system: Prompt = request.system === "" ? [] : [{ role: "system", content: request.system }];
  const said = request.messages.map(promptMessage).filter((message) => message.content.length > 0);
  const marked = cacheMarks
    ? [...system.map(withMark), ...said.slice(0, -1), ...said.slice(-1).map(withMark)]
    : undefined;
  return marked ?? [...system, ...said];
}

function withMark(message: PromptMessage): PromptMessage {
  return { ...message, providerOptions: { anthropic: { cacheControl: { type: "ephemeral" } } } };
}

function promptMessage(message: Message): PromptMessage {
  switch (message.role) {
    case "user":
      return { role: "user", content: [{ type: "text", text: message.text }] };
    case "assistant":
      return { role: "assistant", content: message.parts.map(assistantPart) };
    case "tool":
      return { role: "tool", content: message.results.map(toolResult) };
  }
}

function assistantPart(part: AssistantPart) {
  const options = providerOptionsOf(part.providerData);
  if (part.kind !== "call") return { type: part.kind, text: part.text, ...options };
  // A provider takes back only an object; what was malformed is told in the call's result.
  const input = isJsonObject(part.arguments) ? part.arguments : {};
  return {
    type: "tool-call",
    toolCallId: part.providerCall,
    toolName: part.tool,
    input,
    ...options,
  } as const;
}

function toolResult(result: ToolResult) {
  return {
    type: "tool-result",
    toolCallId: result.providerCall,
    toolName: result.tool,
    output: { type: result.isError ? "error-text" : "text", value: result.text },
  } as const;
}
