import { BUDGET_KINDS, type BudgetKind, type Budgets, type Limit } from "../policy/capability-policy.ts";

/** Budgets that are used up by doing something; `wallMs` passes by itself. */
export const COUNTED_KINDS = BUDGET_KINDS.filter((kind) => kind !== "wallMs");
export type CountedKind = Exclude<BudgetKind, "wallMs">;

/** What was used up, by kind. */
export type Spent = Readonly<Record<CountedKind, number>>;

export const NOTHING_SPENT: Spent = { tokens: 0, costUsd: 0, activeMs: 0, turns: 0, calls: 0 };

export function addSpent(a: Spent, b: Partial<Spent>): Spent {
  return {
    tokens: a.tokens + (b.tokens ?? 0),
    costUsd: a.costUsd + (b.costUsd ?? 0),
    activeMs: a.activeMs + (b.activeMs ?? 0),
    turns: a.turns + (b.turns ?? 0),
    calls: a.calls + (b.calls ?? 0),
  };
}

/** Limits that are just what was used up: nothing is left, and `"any"` stays. */
export function usedUp(limits: Budgets, spent: Spent): Budgets {
  const own = (kind: CountedKind): Limit => (limits[kind] === "any" ? "any" : spent[kind]);
  return {
    tokens: own("tokens"),
    costUsd: own("costUsd"),
    wallMs: limits.wallMs,
    activeMs: own("activeMs"),
    turns: own("turns"),
    calls: own("calls"),
  };
}
