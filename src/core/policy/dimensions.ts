import { COMMAND_LIMITS } from "../worker/command-limits.ts";
import { BUDGET_KINDS, type CapabilityPolicy } from "./capability-policy.ts";

/** A policy as a flat list for people, each dimension by its name, e.g. `budgets.tokens`. */
export function dimensionsOf(policy: CapabilityPolicy): Readonly<Record<string, unknown>> {
  const { delegation, budgets, commandLimits, ...plain } = policy;
  return {
    ...plain,
    "delegation.maxDepth": delegation.maxDepth,
    "delegation.maxWidth": delegation.maxWidth,
    ...Object.fromEntries(BUDGET_KINDS.map((kind) => [`budgets.${kind}`, budgets[kind]])),
    ...boundsOf(commandLimits),
  };
}

/** Where none is bounded, that is one line; elsewhere those that are. */
function boundsOf(limits: CapabilityPolicy["commandLimits"] = {}): Readonly<Record<string, unknown>> {
  const bounded = COMMAND_LIMITS.filter((limit) => limits[limit] !== undefined);
  if (bounded.length === 0) return { commandLimits: "any" };
  return Object.fromEntries(bounded.map((limit) => [`commandLimits.${limit}`, limits[limit]]));
}
