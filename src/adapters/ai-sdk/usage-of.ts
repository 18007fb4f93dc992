import type { Usage } from "../../core/usage/usage.ts";
import type { Finish } from "./language-model.ts";

/** What the provider counted; what it did not count is 0. */
export function usageOf({ inputTokens, outputTokens }: Finish["usage"]): Usage {
  return {
    inputTokens: inputTokens.total ?? 0,
    cacheReadTokens: inputTokens.cacheRead ?? 0,
    cacheWriteTokens: inputTokens.cacheWrite ?? 0,
    outputTokens: outputTokens.total ?? 0,
    reasoningTokens: outputTokens.reasoning ?? 0,
  };
}
