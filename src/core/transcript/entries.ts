import type { Json } from "../json.ts";
import type { AssistantPart, Message } from "./message.ts";

/** Who is meant to read it: everybody, whoever operates the worker, or nobody but the model. */
export const VISIBILITIES = ["public", "internal", "private"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** One thing in a conversation, as people read it. */
export type TranscriptItem =
  | {
      readonly kind: "text";
      readonly visibility: "public";
      readonly role: "user" | "assistant";
      readonly text: string;
    }
  /** Words of the runtime to the model. */
  | { readonly kind: "notice"; readonly visibility: "internal"; readonly text: string }
  | {
      readonly kind: "call";
      readonly visibility: "internal";
      readonly call: string;
      readonly tool: string;
      readonly arguments: Json;
    }
  | {
      readonly kind: "result";
      readonly visibility: "internal";
      readonly call: string;
      readonly tool: string;
      readonly text: string;
      readonly isError: boolean;
    }
  | { readonly kind: "reasoning"; readonly visibility: "private"; readonly text: string }
  /** Something that happened to the conversation itself. */
  | { readonly kind: "mark"; readonly visibility: "internal"; readonly text: string };

/** What a message holds, one after the other. */
export function itemsIn(message: Message): readonly TranscriptItem[] {
  switch (message.role) {
    case "user":
      return [said("user", message.text)];
    case "assistant":
      return message.parts.flatMap(itemsOfPart);
    case "tool":
      return message.results.map(({ call, tool, text, isError }) => {
        return { kind: "result", visibility: "internal", call, tool, text, isError };
      });
  }
}

function itemsOfPart(part: AssistantPart): readonly TranscriptItem[] {
  switch (part.kind) {
    case "text":
      return part.text.trim() === "" ? [] : [said("assistant", part.text)];
    case "reasoning":
      return part.text.trim() === "" ? [] : [{ kind: "reasoning", visibility: "private", text: part.text }];
    case "call": {
      const { call, tool, malformed } = part;
      return [{ kind: "call", visibility: "internal", call, tool, arguments: malformed ?? part.arguments }];
    }
  }
}

/** Only the runtime's own words begin so: what others say is quoted. */
function said(role: "user" | "assistant", text: string): TranscriptItem {
  return role === "user" && text.startsWith("[runtime notice]")
    ? { kind: "notice", visibility: "internal", text }
    : { kind: "text", visibility: "public", role, text };
}
