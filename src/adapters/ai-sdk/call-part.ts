import { z } from "zod";
import type { Json } from "../../core/json.ts";
import type { CallPart } from "../../core/transcript/message.ts";
import type { StreamPart } from "./language-model.ts";
import { providerDataOf } from "./provider-data.ts";

/** A call as the model made it. Arguments that are not JSON are kept as the raw text. */
export function callPart(part: Extract<StreamPart, { type: "tool-call" }>): CallPart {
  return {
    kind: "call",
    call: "",
    providerCall: part.toolCallId,
    tool: part.toolName,
    ...argumentsOf(part.input),
    ...providerDataOf(part.providerMetadata),
  };
}

/** No text at all is how some providers write "no arguments". */
function argumentsOf(text: string): { readonly arguments: Json; readonly malformed?: string } {
  if (text.trim() === "") return { arguments: {} };
  try {
    return { arguments: z.json().parse(JSON.parse(text)) };
  } catch {
    return { arguments: {}, malformed: text };
  }
}
