import type { JsonObject } from "../core/json.ts";
import type { AssistantPart, Message, ToolResult } from "../core/transcript/message.ts";

/**
 * A conversation as Harn keeps one: its messages, and one event for each of them. Reasoning and what
 * providers want to see again stay here: neither has a place in a message that any provider takes.
 */
export function harnTranscript(id: string, messages: readonly Message[], isOver: boolean): JsonObject {
  const said = messages.flatMap(messagesOf);
  return {
    _type: "transcript",
    version: 2,
    id,
    messages: said,
    events: said.map((message, index) => eventOf(message, `${id}_${index + 1}`)),
    assets: [],
    state: isOver ? "active" : "paused",
  };
}

type HarnMessage = JsonObject & { readonly role: string };

function messagesOf(message: Message): readonly HarnMessage[] {
  switch (message.role) {
    case "user":
      return [{ role: "user", content: message.text }];
    case "assistant": {
      const content = message.parts.flatMap(blockOf);
      return content.length === 0 ? [] : [{ role: "assistant", content }];
    }
    case "tool":
      return message.results.map(resultOf);
  }
}

function blockOf(part: AssistantPart): JsonObject[] {
  switch (part.kind) {
    case "text":
      return [{ type: "text", text: part.text, visibility: "public" }];
    case "reasoning":
      return [];
    case "call": {
      const { providerCall: id, tool: name, malformed } = part;
      return [{ type: "tool_use", id, name, input: malformed ?? part.arguments, visibility: "internal" }];
    }
  }
}

function resultOf({ providerCall, text, isError }: ToolResult): HarnMessage {
  return {
    role: "tool_result",
    tool_use_id: providerCall,
    content: text,
    ...(isError ? { is_error: true } : {}),
  };
}

function eventOf(message: HarnMessage, id: string): JsonObject {
  const { role, content = "" } = message;
  const isResult = role === "tool_result";
  const blocks: readonly JsonObject[] = Array.isArray(content)
    ? content
    : [{ type: isResult ? "tool_result" : "text", text: String(content) }];
  const texts = blocks.flatMap(({ text }) => (typeof text === "string" ? [text] : []));
  const isPublic = !isResult && texts.length > 0;
  return {
    id,
    kind: isResult ? "tool_result" : "message",
    role,
    visibility: isPublic ? "public" : "internal",
    text: texts.join("\n"),
    blocks,
  };
}
