import { left, limitOf } from "../core/budget/ledger.ts";
import type { Worker } from "../core/worker/worker.ts";
import type { Clock } from "../ports/clock.ts";
import { momentFor } from "./moment.ts";

/** How long a model or tool call may take. */
export interface AllowedTime {
  /** At least 1. */
  readonly ms: number;
  /** It is a budget that ends it: then nothing is wrong with who was asked. */
  readonly byBudget: boolean;
}

/** `most`, but no longer than what is left of the worker's cycle and of its budgets of time. */
export function allowedTime(clock: Clock, worker: Worker, most: number): AllowedTime {
  const otherwise = Math.min(most, worker.request.limits.cycleTimeoutMs - worker.cycleActiveMs);
  const budget = budgetLeft(clock, worker);
  return { ms: Math.max(1, Math.min(otherwise, budget)), byBudget: budget <= otherwise };
}

function budgetLeft(clock: Clock, worker: Worker): number {
  const wall = limitOf(worker.ledger, "wallMs");
  const active = left(worker.ledger, "activeMs");
  return Math.min(
    wall === "any" ? Number.POSITIVE_INFINITY : wall - momentFor(clock, worker).ageMs,
    active === "any" ? Number.POSITIVE_INFINITY : active,
  );
}
