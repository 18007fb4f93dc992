import { expect, test } from "vitest";
import { addCost, costOf, NO_COST } from "../../../src/core/usage/cost.ts";
import { NO_USAGE } from "../../../src/core/usage/usage.ts";

const usage = {
  ...NO_USAGE,
  inputTokens: 300_000,
  cacheReadTokens: 100_000,
  cacheWriteTokens: 50_000,
  outputTokens: 10_000,
};

test("cached tokens cost their own price, or else what input costs", () => {
  const own = costOf(usage, { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 });
  expect(own).toEqual({ known: true, usd: 0.3 + 0.02 + 0.125 + 0.1 });
  expect(costOf(usage, { input: 2, output: 10 })).toEqual({ known: true, usd: 0.6 + 0.1 });
});

test("a prompt above a threshold is charged whole at that step's prices, cached tokens counted in its length", () => {
  const price = {
    input: 1,
    output: 10,
    longPrompts: [
      { above: 200_000, input: 2, output: 20 },
      { above: 299_999, input: 4, output: 40 },
      { above: 300_000, input: 8, output: 80 },
    ],
  };
  expect(costOf(usage, price)).toEqual({ known: true, usd: 1.2 + 0.4 });
  expect(costOf({ ...usage, inputTokens: 200_000 }, price)).toEqual({ known: true, usd: 0.3 });
});

test("what has no price is unknown, and a sum with it stays unknown", () => {
  expect(costOf(usage, undefined)).toEqual({ known: false });
  expect(addCost(NO_COST, costOf(usage, undefined))).toEqual({ known: false });
});
