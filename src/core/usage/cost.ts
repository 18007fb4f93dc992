import type { Usage } from "./usage.ts";

/** US dollars per million tokens. */
export interface Price {
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

export function costOf(usage: Usage, price: Price | undefined): Cost {
  if (price === undefined) return { known: false };
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
