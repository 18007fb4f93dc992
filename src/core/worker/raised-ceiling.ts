import { limitOf } from "../budget/ledger.ts";
import { BUDGET_KINDS, type Budgets, type Limit } from "../policy/capability-policy.ts";
import type { Ceiling } from "../policy/ceiling.ts";
import type { Worker } from "./worker.ts";

/**
 * What a worker may hand on now: its ceiling, with budgets as large as a person, or who lent them, has made
 * them since. Where it was to hand on less than it may use, that stays.
 */
export function raisedCeiling({ ceiling, ledger }: Pick<Worker, "ceiling" | "ledger">): Ceiling {
  const { use, grant } = ceiling;
  const raised = (kind: keyof Budgets) => higher(use.budgets[kind], limitOf(ledger, kind));
  const budgets = (of: Budgets) =>
    Object.fromEntries(
      BUDGET_KINDS.map((kind) => [kind, of[kind] === use.budgets[kind] ? raised(kind) : of[kind]]),
    ) as Budgets;
  return {
    ...ceiling,
    use: { ...use, budgets: budgets(use.budgets) },
    grant: { ...grant, budgets: budgets(grant.budgets) },
  };
}

function higher(a: Limit, b: Limit): Limit {
  return a === "any" || b === "any" ? "any" : Math.max(a, b);
}
