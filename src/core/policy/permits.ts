import { violation } from "./argument-constraint.ts";
import type { CallFacts } from "./call-facts.ts";
import { containsPath } from "./canonical-path.ts";
import type { CapabilityPolicy } from "./capability-policy.ts";
import { effectLevel, isUnannotated } from "./effect-level.ts";
import { canonicalEndpoint, canonicalHostPattern } from "./network-host.ts";
import type { CallContext } from "./path-pattern.ts";
import { mapPatterns, matchingEntry } from "./patterns.ts";
import { levelWithin } from "./side-effect-level.ts";

/** `rule` names the dimension and the entry that decided, e.g. `sideEffects: read_only`. */
export type Verdict =
  | { readonly allowed: true; readonly rule: string }
  | { readonly allowed: false; readonly rule: string; readonly reason: string };

/**
 * Is this call inside this policy? Each dimension must agree, and the first that does not is named. What
 * a dimension cannot be sure of is refused.
 *
 * `permits(narrow(a, b), facts)` is allowed exactly when both `permits(a, facts)` and
 * `permits(b, facts)` are.
 */
export function permits(policy: CapabilityPolicy, facts: CallFacts, context: CallContext = {}): Verdict {
  return (
    toolRefusal(policy, facts) ??
    levelRefusal(policy, facts) ??
    capabilityRefusal(policy, facts) ??
    rootRefusal(policy, facts) ??
    constraintRefusal(policy, facts, context) ??
    hostRefusal(policy, facts) ?? { allowed: true, rule: `tools: ${matchingEntry(policy.tools, facts.tool)}` }
  );
}

type Refusal = Extract<Verdict, { allowed: false }>;

function refuse(rule: string, reason: string): Refusal {
  return { allowed: false, rule, reason };
}

function toolRefusal(policy: CapabilityPolicy, facts: CallFacts): Refusal | undefined {
  if (matchingEntry(policy.tools, facts.tool) !== undefined) return undefined;
  return refuse(`tools: ${facts.tool}`, `the tool ${facts.tool} is not among the allowed tools`);
}

function levelRefusal(policy: CapabilityPolicy, facts: CallFacts): Refusal | undefined {
  const level = effectLevel(facts);
  if (levelWithin(level, policy.sideEffects)) return undefined;
  const source = isUnannotated(facts.annotations) ? "is not annotated and therefore counts as" : "needs";
  return refuse(
    `sideEffects: ${policy.sideEffects}`,
    `the tool ${facts.tool} ${source} ${level}; at most ${policy.sideEffects} is allowed`,
  );
}

/** An annotation that names a capability without operations claims all of it. */
function capabilityRefusal({ capabilities }: CapabilityPolicy, facts: CallFacts): Refusal | undefined {
  if (capabilities === "any") return undefined;
  if (isUnannotated(facts.annotations)) {
    return refuse("capabilities: unannotated", `what the tool ${facts.tool} can do is not annotated`);
  }
  for (const [name, needed] of Object.entries(facts.annotations.capabilities)) {
    const allowed = Object.hasOwn(capabilities, name) ? (capabilities[name] ?? []) : [];
    if (allowed === "any") continue;
    const operations = needed.length === 0 ? ["*"] : needed;
    const missing = operations.find((operation) => !allowed.includes(operation));
    if (missing === undefined) continue;
    return refuse(`capabilities: ${name}.${missing}`, `the capability ${name}.${missing} is not allowed`);
  }
  return undefined;
}

function rootRefusal({ workspaceRoots }: CapabilityPolicy, facts: CallFacts): Refusal | undefined {
  if (workspaceRoots === "any") return undefined;
  const given = facts.annotations.pathParameters.filter((name) => Object.hasOwn(facts.arguments, name));
  if (given.length > 0 && facts.paths.length === 0) {
    return refuse("workspaceRoots: unresolved", `the path in ${given.join(", ")} could not be resolved`);
  }
  const outside = facts.paths.find((use) => !workspaceRoots.some((root) => containsPath(root, use.path)));
  if (outside === undefined) return undefined;
  return refuse(
    `workspaceRoots: ${workspaceRoots.join(", ") || "(none)"}`,
    `${outside.path} lies outside the allowed roots`,
  );
}

function constraintRefusal(
  { argumentConstraints }: CapabilityPolicy,
  facts: CallFacts,
  context: CallContext,
): Refusal | undefined {
  for (const constraint of argumentConstraints) {
    const reason = violation(constraint, facts, context);
    if (reason === undefined) continue;
    const { tool, argument = "(paths)", patterns } = constraint;
    return refuse(`argumentConstraints: ${tool} ${argument} ${patterns.join(" | ") || "(nothing)"}`, reason);
  }
  return undefined;
}

/**
 * A command that names no host has no network, and one that does is held to those by the way out of its
 * sandbox. Any other call that reaches the network without saying where is refused under a list.
 */
function hostRefusal({ networkHosts }: CapabilityPolicy, facts: CallFacts): Refusal | undefined {
  if (networkHosts === "any") return undefined;
  const hosts = facts.hosts ?? [];
  if (hosts.length === 0 && effectLevel(facts) === "network" && facts.command === undefined) {
    return refuse("networkHosts: unnamed", `the tool ${facts.tool} does not say which hosts it reaches`);
  }
  const allowed = mapPatterns(networkHosts, canonicalHostPattern);
  const stray = hosts.find((host) => {
    const endpoint = canonicalEndpoint(host);
    return endpoint === undefined || matchingEntry(allowed, endpoint) === undefined;
  });
  if (stray === undefined) return undefined;
  return refuse(`networkHosts: ${stray}`, `the host ${stray} is not among the allowed hosts`);
}
