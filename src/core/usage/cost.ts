import type { Usage } from "./usage.ts";

/** What a model's tokens cost. */
export interface Price extends TokenPrices {
  /**
   * What a call costs whose prompt, cached tokens included, has more than `above` tokens: the last that
   * applies counts for the whole call. Ascending. @default the same at any length
   */
  readonly longPrompts?: readonly (TokenPrices & { readonly above: number })[];
}

/** US dollars per million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** @default the input price */
  readonly cacheRead?: number;
  /** @default the input price */
  readonly cacheWrite?: number;
}

/** What was spent. An unknown price is unknown, not free: once unknown, a sum stays unknown. */
export type Cost = { readonly known: true; readonly usd: number } | { readonly known: false };

export const NO_COST: Cost = { known: true, usd: 0 };

/** What one model call cost. */
export function costOf(usage: Usage, listed: Price | undefined): Cost {
  if (listed === undefined) return { known: false };
  const price = listed.longPrompts?.findLast(({ above }) => usage.inputTokens > above) ?? listed;
  const plain = usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens;
  const usd =
    (plain * price.input +
      usage.cacheReadTokens * (price.cacheRead ?? price.input) +
      usage.cacheWriteTokens * (price.cacheWrite ?? price.input) +
      usage.outputTokens * price.output) /
    1_000_000;
  return { known: true, usd };
}

export function addCost(a: Cost, b: Cost): Cost {
  return a.known && b.known ? { known: true, usd: a.usd + b.usd } : { known: false };
}
