import type { Json } from "../json.ts";

/** One thing that was said. A prompt is a list of these, oldest first. */
export type Message =
  | { readonly role: "user"; readonly text: string }
  | { readonly role: "assistant"; readonly parts: readonly AssistantPart[] }
  | { readonly role: "tool"; readonly results: readonly ToolResult[] };

export type AssistantPart = TextPart | ReasoningPart | CallPart;

export interface TextPart {
  readonly kind: "text";
  readonly text: string;
  /** What the provider wants to see again (e.g. a cache or signature mark), opaque to us. */
  readonly providerData?: Json;
}

export interface ReasoningPart {
  readonly kind: "reasoning";
  readonly text: string;
  readonly providerData?: Json;
}

/** The model asks for a tool call. `arguments` is what it sent, before anybody checked it. */
export interface CallPart {
  readonly kind: "call";
  /** Ours: `t<turn>.<n>`, unique within the worker, part of the idempotency key. */
  readonly call: string;
  /** The provider's own id, needed to hand the result back. */
  readonly providerCall: string;
  readonly tool: string;
  readonly arguments: Json;
  /** The raw text when it was not JSON; such a call is answered with an error, never run. */
  readonly malformed?: string;
  readonly providerData?: Json;
}

export interface ToolResult {
  readonly call: string;
  readonly providerCall: string;
  readonly tool: string;
  readonly text: string;
  readonly isError: boolean;
}
