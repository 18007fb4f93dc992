import type { BudgetKind } from "../policy/capability-policy.ts";
import type { Worker } from "./worker.ts";

/** Kinds of which children rest for want of more that nobody has lent them since. */
export function shortBelow({ children, ledger }: Pick<Worker, "children" | "ledger">): readonly BudgetKind[] {
  const kinds = children.flatMap(({ id, report }) => {
    if (report?.waitingOn !== "budget" || !report.wantsMore) return [];
    const isAnswered = ledger.lent.find(({ child }) => child === id)?.answered === true;
    return isAnswered ? [] : (report.short ?? []);
  });
  return [...new Set(kinds)];
}
