import { z } from "zod";
import type { Message } from "../../src/core/transcript/message.ts";

/** What a provider sees of a request. */
export interface ShownRequest {
  readonly system: string;
  readonly messages: readonly Message[];
  /** Their names. */
  readonly tools: readonly string[];
}

const words = z.union([
  z.string(),
  z
    .array(z.looseObject({ text: z.string().default("") }))
    .transform((parts) => parts.map(({ text }) => text).join("")),
]);
const named = z.object({ name: z.string() });

const chat = z.object({
  messages: z.array(z.object({ role: z.string(), content: words.nullish() })),
  tools: z.array(z.object({ function: named })).default([]),
});

export function shownInChat(body: unknown): ShownRequest {
  const { messages, tools } = chat.parse(body);
  const said = messages.map(({ role, content }) => ({ role, text: content ?? "" }));
  return request(
    said,
    tools.map((tool) => tool.function.name),
  );
}

const responses = z.object({
  input: z.array(
    z.union([
      z
        .object({ role: z.string(), content: words })
        .transform(({ role, content }) => ({ role, text: content })),
      z
        .object({ type: z.literal("function_call_output"), output: z.string() })
        .transform(({ output }) => ({ role: "tool", text: output })),
      z.object({ type: z.literal("function_call") }).transform(() => ({ role: "assistant", text: "" })),
    ]),
  ),
  tools: z.array(named).default([]),
});

export function shownInResponses(body: unknown): ShownRequest {
  const { input, tools } = responses.parse(body);
  const said = input.filter(({ role }, at) => role !== "assistant" || input[at - 1]?.role !== "assistant");
  return request(
    said,
    tools.map(({ name }) => name),
  );
}

const block = z.union([
  z
    .object({ type: z.literal("tool_result"), content: words })
    .transform(({ content }) => ({ role: "tool", text: content })),
  z
    .object({ type: z.literal("text"), text: z.string() })
    .transform(({ text }) => ({ role: undefined, text })),
  z.object({ type: z.literal("tool_use") }).transform(() => ({ role: undefined, text: "" })),
]);
const anthropic = z.object({
  system: words,
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(block)]) })),
  tools: z.array(named).default([]),
});

export function shownInAnthropic(body: unknown): ShownRequest {
  const { system, messages, tools } = anthropic.parse(body);
  const said = messages.flatMap(({ role, content }) => {
    if (typeof content === "string") return [{ role, text: content }];
    if (role === "assistant") return [{ role, text: "" }];
    return content.map((one) => ({ role: one.role ?? role, text: one.text }));
  });
  return request(
    [{ role: "system", text: system }, ...said],
    tools.map(({ name }) => name),
  );
}

interface Said {
  readonly role: string;
  readonly text: string;
}

function request(said: readonly Said[], tools: readonly string[]): ShownRequest {
  const isSystem = ({ role }: Said) => role === "system" || role === "developer";
  return {
    system: said
      .filter(isSystem)
      .map(({ text }) => text)
      .join("\n"),
    messages: said.filter((one) => !isSystem(one)).map(messageOf),
    tools,
  };
}

function messageOf({ role, text }: Said): Message {
  if (role === "user") return { role, text };
  if (role === "assistant") return { role, parts: [{ kind: "text", text }] };
  return { role: "tool", results: [{ call: "", providerCall: "", tool: "", text, isError: false }] };
}
