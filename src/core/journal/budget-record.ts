import type { WorkerId } from "../ids.ts";
import type { Budgets } from "../policy/capability-policy.ts";
import type { Ceiling } from "../policy/ceiling.ts";

/** How what a worker may use up changes during its life. */
export type BudgetRecord =
  /** A person set new limits, also lower ones. Kinds that are not named stay. */
  | { readonly type: "budget.raised"; readonly limits: Partial<Budgets>; readonly by: string }
  /** The parent's journal: a child asked for more and got this slice, what it had used up included. */
  | { readonly type: "child.granted"; readonly child: WorkerId; readonly slice: Budgets }
  /** The child's journal: the parent's answer. */
  | { readonly type: "budget.granted"; readonly slice: Budgets };

/** The ceiling was taken again and is narrower from here on. `rev` counts from 1. */
export interface AuthorityRecord {
  readonly type: "authority.narrowed";
  readonly ceiling: Ceiling;
  readonly rev: number;
  readonly by: string;
  readonly reason: string;
}
