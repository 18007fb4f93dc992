import { COUNTED_KINDS, type CountedKind } from "../../core/budget/spent.ts";
import { BUDGET_KINDS, type Budgets } from "../../core/policy/capability-policy.ts";
import type { WorkerSummary } from "../../core/worker/summary.ts";
import { counted, duration } from "./quantities.ts";

/** What is limited, and how much of it is gone; nothing where nothing is. */
export function budgetRows({ budget, children, cost }: WorkerSummary): [string, string][] {
  const spent = (kind: CountedKind) =>
    kind === "costUsd" && !cost.known ? "unknown" : amount(kind, budget.spent[kind]);
  const limited = COUNTED_KINDS.flatMap((kind) => {
    const limit = budget.limits[kind];
    return limit === "any" ? [] : [`${spent(kind)} of ${amount(kind, limit)} ${NAMES[kind]}`.trim()];
  });
  const wall = budget.limits.wallMs === "any" ? [] : [`${duration(budget.limits.wallMs)} in all`];
  const parts = [...limited, ...wall];
  const below =
    children.all > 0
      ? [
          ["workers", `${counted(children.all, "child", "children")}, ${children.living} not over`] as [
            string,
            string,
          ],
        ]
      : [];
  return [...(parts.length === 0 ? [] : [["budget", parts.join(", ")] as [string, string]]), ...below];
}

/** Limits by themselves: `40 turns, $2.00, any calls`. */
export function limitsText(limits: Partial<Budgets>): string {
  const parts = BUDGET_KINDS.flatMap((kind) => {
    const limit = limits[kind];
    if (limit === undefined) return [];
    if (kind === "wallMs") return [`${limit === "any" ? "any time" : duration(limit)} in all`];
    return [`${limit === "any" ? "any" : amount(kind, limit)} ${NAMES[kind]}`.trim()];
  });
  return parts.join(", ");
}

const NAMES: Readonly<Record<CountedKind, string>> = {
  tokens: "tokens",
  costUsd: "",
  activeMs: "active",
  turns: "turns",
  calls: "calls",
};

function amount(kind: CountedKind, value: number): string {
  if (kind === "costUsd") return `$${value.toFixed(2)}`;
  return kind === "activeMs" ? duration(value) : String(Math.round(value));
}
