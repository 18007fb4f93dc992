import { type Budgets, type CapabilityPolicy, type DelegationLimits, TOP } from "./capability-policy.ts";

/** A policy of which anything may be left out; what is left out stays as the parent may grant it. */
export type PolicyRequest = Partial<Omit<CapabilityPolicy, "delegation" | "budgets">> & {
  readonly delegation?: Partial<DelegationLimits>;
  readonly budgets?: Partial<Budgets>;
};

/** A request with what it leaves out filled in by what allows everything. */
export function completed(request: PolicyRequest = {}): CapabilityPolicy {
  return {
    ...TOP,
    ...request,
    delegation: { ...TOP.delegation, ...request.delegation },
    budgets: { ...TOP.budgets, ...request.budgets },
  };
}
