import { expect, test } from "vitest";
import { budgetRows, limitsText } from "../../src/cli/render/budget-rows.ts";
import { NOTHING_SPENT } from "../../src/core/budget/spent.ts";
import { TOP } from "../../src/core/policy/capability-policy.ts";
import { aSummary } from "./support.ts";

const limits = { ...TOP.budgets, costUsd: 1, turns: 4 };
const budget = { limits, spent: { ...NOTHING_SPENT, turns: 3 }, estimatedTokens: 0, lent: [] };

test("what is used of a budget of money is unknown where the price is, not nothing", () => {
  expect(budgetRows(aSummary({ budget }))).toEqual([["budget", "$0.00 of $1.00, 3 of 4 turns"]]);
  const cost = { known: false } as const;
  expect(budgetRows(aSummary({ budget, cost }))).toEqual([["budget", "unknown of $1.00, 3 of 4 turns"]]);
});

test("workers below that wait for somebody are not at work, and not over", () => {
  expect(budgetRows(aSummary({ children: { living: 1, all: 2 } }))).toEqual([
    ["workers", "2 children, 1 not over"],
  ]);
});

test("limits are told by themselves as a person would write them", () => {
  expect(limitsText({ turns: 40, costUsd: 2, calls: "any", wallMs: 60_000 })).toBe(
    "$2.00, 1m00s in all, 40 turns, any calls",
  );
});
