import type { JsonObject } from "../../core/json.ts";
import type { Capabilities, CapabilityPolicy } from "../../core/policy/capability-policy.ts";

/**
 * A policy in Harn's shape for a program that will enforce it as Harn does. There an empty list means
 * any, and there are fewer dimensions; what cannot be said is said more narrowly, never more widely.
 * `tools` are the names that the worker is shown, since Harn compares whole names.
 */
export function printHarnPolicy(
  policy: CapabilityPolicy,
  tools: readonly string[],
  root: string | null,
): JsonObject {
  const { maxDepth } = policy.delegation;
  return {
    tools: orNothing(tools),
    capabilities: capabilitiesOf(policy.capabilities),
    workspace_roots: [root ?? `/${NOTHING}`],
    side_effect_level: policy.sideEffects,
    recursion_limit: maxDepth === "any" ? null : Math.floor(maxDepth),
    tool_arg_constraints: policy.argumentConstraints.map(({ tool, argument, patterns }) => ({
      tool,
      arg_patterns: orNothing(patterns),
      arg_key: argument ?? null,
    })),
    tool_annotations: {},
  };
}

/** The name of nothing: it stands where an empty list would allow everything. */
const NOTHING = "(nothing)";

function orNothing(list: readonly string[]): readonly string[] {
  return list.length === 0 ? [NOTHING] : list;
}

function capabilitiesOf(capabilities: Capabilities): JsonObject {
  if (capabilities === "any") return {};
  const entries = Object.entries(capabilities).map(([name, operations]) => {
    return [name, operations === "any" ? [] : orNothing(operations)] as const;
  });
  return entries.length === 0 ? { [NOTHING]: [NOTHING] } : Object.fromEntries(entries);
}
