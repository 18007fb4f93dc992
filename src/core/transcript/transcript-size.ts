import { estimatedTokens } from "../estimated-tokens.ts";
import type { Message } from "./message.ts";

/** Roughly how many tokens these messages take in a prompt, with everything that is sent back to a provider. */
export function transcriptTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimatedTokens(JSON.stringify(message)), 0);
}
