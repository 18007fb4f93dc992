import type { Price } from "../../core/usage/cost.ts";

/**
 * US dollars per million tokens at the standard tier, as the providers listed them in **March 2026**;
 * written by hand, so newer models are missing and a changed price is stale. Surcharges (very long
 * prompts, priority tiers) are not in it. The configuration's `prices` win over it.
 */
export const PRICES: Readonly<Record<string, Price>> = {
  "anthropic/claude-opus-4-6": claude(5, 25),
  "anthropic/claude-opus-4-5": claude(5, 25),
  "anthropic/claude-opus-4-1": claude(15, 75),
  "anthropic/claude-opus-4-0": claude(15, 75),
  "anthropic/claude-opus-4": claude(15, 75),
  "anthropic/claude-sonnet-4-6": claude(3, 15),
  "anthropic/claude-sonnet-4-5": claude(3, 15),
  "anthropic/claude-sonnet-4-0": claude(3, 15),
  "anthropic/claude-sonnet-4": claude(3, 15),
  "anthropic/claude-3-7-sonnet": claude(3, 15),
  "anthropic/claude-3-5-sonnet": claude(3, 15),
  "anthropic/claude-haiku-4-5": claude(1, 5),
  "anthropic/claude-3-5-haiku": claude(0.8, 4),
  "openai/gpt-5.2": { input: 1.75, output: 14, cacheRead: 0.175 },
  "openai/gpt-5.2-pro": { input: 21, output: 168 },
  "openai/gpt-5.1": { input: 1.25, output: 10, cacheRead: 0.125 },
  "openai/gpt-5.1-codex": { input: 1.25, output: 10, cacheRead: 0.125 },
  "openai/gpt-5.1-codex-mini": { input: 0.25, output: 2, cacheRead: 0.025 },
  "openai/gpt-5": { input: 1.25, output: 10, cacheRead: 0.125 },
  "openai/gpt-5-codex": { input: 1.25, output: 10, cacheRead: 0.125 },
  "openai/gpt-5-pro": { input: 15, output: 120 },
  "openai/gpt-5-mini": { input: 0.25, output: 2, cacheRead: 0.025 },
  "openai/gpt-5-nano": { input: 0.05, output: 0.4, cacheRead: 0.005 },
  "openai/gpt-4.1": { input: 2, output: 8, cacheRead: 0.5 },
  "openai/gpt-4.1-mini": { input: 0.4, output: 1.6, cacheRead: 0.1 },
  "openai/gpt-4.1-nano": { input: 0.1, output: 0.4, cacheRead: 0.025 },
  "openai/gpt-4o": { input: 2.5, output: 10, cacheRead: 1.25 },
  "openai/gpt-4o-mini": { input: 0.15, output: 0.6, cacheRead: 0.075 },
  "openai/o4-mini": { input: 1.1, output: 4.4, cacheRead: 0.275 },
  "openai/o3": { input: 2, output: 8, cacheRead: 0.5 },
  "openai/o3-mini": { input: 1.1, output: 4.4, cacheRead: 0.55 },
  "openai/o1": { input: 15, output: 60, cacheRead: 7.5 },
};

/** Anthropic reads a cached token for a tenth and writes one (for five minutes) for five quarters of the input price. */
function claude(input: number, output: number): Price {
  return { input, output, cacheRead: input / 10, cacheWrite: input * 1.25 };
}
