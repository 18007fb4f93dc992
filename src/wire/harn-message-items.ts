import { z } from "zod";
import { isJsonObject, type Json } from "../core/json.ts";

/** One thing that a message of Harn's says, whichever provider's form it has. */
export type HarnItem =
  | { readonly item: "user"; readonly text: string }
  | { readonly item: "said"; readonly kind: "text" | "reasoning"; readonly text: string }
  | {
      readonly item: "call";
      readonly id: string;
      readonly tool: string;
      readonly arguments: Json;
      readonly malformed?: string;
    }
  | { readonly item: "result"; readonly id: string; readonly text: string; readonly isError: boolean }
  /** Something that a message here cannot hold, e.g. an image. */
  | { readonly item: "left-out"; readonly what: string }
  /** The message is over: an answer and the next one are two. */
  | { readonly item: "end" };

const message = z.looseObject({
  role: z.enum(["user", "assistant", "system", "tool", "tool_result"]),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: z.string().nullish(),
        function: z.looseObject({ name: z.string(), arguments: z.union([z.string(), z.json()]).nullish() }),
      }),
    )
    .nullish(),
  tool_use_id: z.string().nullish(),
  tool_call_id: z.string().nullish(),
  is_error: z.boolean().nullish(),
});

type HarnMessage = z.infer<typeof message>;
type Block = Extract<HarnMessage["content"], readonly unknown[]>[number];

/** What the message says, in order; or nothing when it is no message. */
export function itemsOfMessage(value: unknown): readonly HarnItem[] | undefined {
  const parsed = message.safeParse(value);
  return parsed.success ? [...itemsIn(parsed.data), { item: "end" }] : undefined;
}

function itemsIn({ role, content, ...rest }: HarnMessage): readonly HarnItem[] {
  const { tool_calls, tool_use_id, tool_call_id, is_error } = rest;
  if (role === "system") return [{ item: "left-out", what: "system message" }];
  if (role === "tool" || role === "tool_result") {
    const id = tool_use_id ?? tool_call_id ?? "";
    return [{ item: "result", id, text: textOf(content ?? ""), isError: is_error ?? false }];
  }
  const said =
    typeof content === "string" ? [plain(role, content)] : (content ?? []).map((one) => blockItem(role, one));
  return [...said, ...(tool_calls ?? []).map(openAiCall)];
}

function plain(role: "user" | "assistant", text: string): HarnItem {
  return role === "user" ? { item: "user", text } : { item: "said", kind: "text", text };
}

function blockItem(role: "user" | "assistant", block: Block): HarnItem {
  const { type } = block;
  switch (type) {
    case "text":
    case "output_text":
    case "input_text":
      return plain(role, stringIn(block, "text"));
    case "reasoning":
      return { item: "said", kind: "reasoning", text: stringIn(block, "text") };
    case "tool_use":
    case "tool_call":
      return callItem(stringIn(block, "id"), stringIn(block, "name"), block["input"] ?? block["arguments"]);
    case "tool_result":
      return {
        item: "result",
        id: stringIn(block, "tool_use_id") || stringIn(block, "id"),
        text: textOf(block["content"] ?? block["text"] ?? ""),
        isError: block["is_error"] === true,
      };
    default:
      return { item: "left-out", what: type };
  }
}

function openAiCall({
  id,
  function: { name, arguments: given },
}: NonNullable<HarnMessage["tool_calls"]>[number]): HarnItem {
  return callItem(id ?? "", name, given);
}

/** Arguments may be JSON in a text; a text that is none is kept as what it is. */
function callItem(id: string, tool: string, given: unknown): HarnItem {
  const call = { item: "call", id, tool } as const;
  if (typeof given !== "string") return { ...call, arguments: jsonOr(given, {}) };
  try {
    return { ...call, arguments: JSON.parse(given) as Json };
  } catch {
    return { ...call, arguments: {}, malformed: given };
  }
}

function jsonOr(value: unknown, otherwise: Json): Json {
  const parsed = z.json().safeParse(value);
  return parsed.success ? parsed.data : otherwise;
}

function stringIn(block: Block, name: string): string {
  const value = block[name];
  return typeof value === "string" ? value : "";
}

/** Content of a result: a text, blocks with text in them, or any other value as JSON. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const value = jsonOr(content, null);
  if (!Array.isArray(value)) return JSON.stringify(value);
  const texts = value.map((one) =>
    isJsonObject(one) && typeof one["text"] === "string" ? one["text"] : JSON.stringify(one),
  );
  return texts.join("\n");
}
