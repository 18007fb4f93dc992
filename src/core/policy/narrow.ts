import { lowestLimits } from "../worker/command-limits.ts";
import { containsPath, isCanonicalPath } from "./canonical-path.ts";
import {
  type ArgumentConstraint,
  type Budgets,
  type Capabilities,
  type CapabilityPolicy,
  type DelegationLimits,
  type Limit,
  TOP,
} from "./capability-policy.ts";
import { canonicalHostPattern } from "./network-host.ts";
import { mapPatterns, meetPatterns, type Patterns } from "./patterns.ts";
import { strongerSandbox } from "./sandbox-strength.ts";
import { lowerLevel } from "./side-effect-level.ts";

/**
 * The widest policy inside both: the only way in which authority is handed on, so no child can do
 * what its parent cannot.
 *
 * Commutative, associative, idempotent, monotone; `TOP` is neutral, `BOTTOM` leaves nothing. The answer is in
 * canonical form, in which policies made in a different order are equal as data.
 */
export function narrow(a: CapabilityPolicy, b: CapabilityPolicy): CapabilityPolicy {
  return {
    tools: meetPatterns(a.tools, b.tools),
    capabilities: meetCapabilities(a.capabilities, b.capabilities),
    sideEffects: lowerLevel(a.sideEffects, b.sideEffects),
    workspaceRoots: meetRoots(a.workspaceRoots, b.workspaceRoots),
    argumentConstraints: allConstraints([...a.argumentConstraints, ...b.argumentConstraints]),
    networkHosts: meetPatterns(hostPatterns(a.networkHosts), hostPatterns(b.networkHosts)),
    delegation: meetDelegation(a.delegation, b.delegation),
    budgets: meetBudgets(a.budgets, b.budgets),
    sandbox: strongerSandbox(a.sandbox, b.sandbox),
    ...meetCommandLimits(a.commandLimits, b.commandLimits),
  };
}

/** Without bounds there is no field: policies that were kept before there was one are as they were. */
function meetCommandLimits(
  a: CapabilityPolicy["commandLimits"],
  b: CapabilityPolicy["commandLimits"],
): Pick<CapabilityPolicy, "commandLimits"> {
  const commandLimits = lowestLimits(a ?? {}, b ?? {});
  return Object.keys(commandLimits).length === 0 ? {} : { commandLimits };
}

/** The same policy in the form in which equal policies are equal as data. */
export function canonical(policy: CapabilityPolicy): CapabilityPolicy {
  return narrow(policy, TOP);
}

/** True when `inner` allows nothing that `outer` does not. May say no for globs that are inside by accident. */
export function isWithin(inner: CapabilityPolicy, outer: CapabilityPolicy): boolean {
  return samePolicy(narrow(inner, outer), inner);
}

/** True when both are the same policy, in whatever order they were written. */
export function samePolicy(a: CapabilityPolicy, b: CapabilityPolicy): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

/** The lower of two limits; what is not a number of at least 0 counts as 0. */
export function lowerLimit(a: Limit, b: Limit): Limit {
  if (a === "any") return b === "any" ? "any" : soundLimit(b);
  return b === "any" ? soundLimit(a) : Math.min(soundLimit(a), soundLimit(b));
}

function soundLimit(limit: number): number {
  return Number.isNaN(limit) ? 0 : Math.max(limit, 0);
}

function meetCapabilities(a: Capabilities, b: Capabilities): Capabilities {
  if (a === "any") return b === "any" ? "any" : sortedCapabilities(b);
  if (b === "any") return sortedCapabilities(a);
  const common = Object.keys(a).filter((name) => Object.hasOwn(b, name));
  return sortedCapabilities(
    Object.fromEntries(common.map((name) => [name, meetLists(a[name] ?? [], b[name] ?? [])])),
  );
}

/** A capability without operations allows nothing, like one that is not named: both have one form. */
function sortedCapabilities(capabilities: Exclude<Capabilities, "any">): Capabilities {
  const entries = Object.entries(capabilities)
    .map(([name, operations]) => [name, meetLists(operations, "any")] as const)
    .filter(([, operations]) => operations.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

function meetLists(a: "any" | readonly string[], b: "any" | readonly string[]): "any" | readonly string[] {
  if (a === "any") return b === "any" ? "any" : [...new Set(b)].sort();
  return [...new Set(b === "any" ? a : a.filter((entry) => b.includes(entry)))].sort();
}

type Roots = CapabilityPolicy["workspaceRoots"];

/** Of two nested roots the inner one; of disjoint ones nothing. */
function meetRoots(a: Roots, b: Roots): Roots {
  if (a === "any") return b === "any" ? "any" : outermost(b);
  if (b === "any") return outermost(a);
  return outermost([
    ...a.filter((root) => b.some((outer) => containsPath(outer, root))),
    ...b.filter((root) => a.some((outer) => containsPath(outer, root))),
  ]);
}

/** Without roots that lie in another one. A path that is not canonical contains nothing and goes. */
function outermost(roots: readonly string[]): readonly string[] {
  const distinct = [...new Set(roots)].filter(isCanonicalPath);
  return distinct
    .filter((root) => !distinct.some((other) => other !== root && containsPath(other, root)))
    .sort();
}

function allConstraints(constraints: readonly ArgumentConstraint[]): readonly ArgumentConstraint[] {
  const byText = new Map(constraints.map(sortedConstraint).map((one) => [JSON.stringify(one), one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function sortedConstraint({ tool, argument, patterns }: ArgumentConstraint): ArgumentConstraint {
  return {
    tool,
    ...(argument === undefined ? {} : { argument }),
    patterns: [...new Set(patterns)].sort(),
  };
}

function hostPatterns(hosts: Patterns): Patterns {
  return mapPatterns(hosts, canonicalHostPattern);
}

function meetDelegation(a: DelegationLimits, b: DelegationLimits): DelegationLimits {
  return { maxDepth: lowerLimit(a.maxDepth, b.maxDepth), maxWidth: lowerLimit(a.maxWidth, b.maxWidth) };
}

function meetBudgets(a: Budgets, b: Budgets): Budgets {
  return {
    tokens: lowerLimit(a.tokens, b.tokens),
    costUsd: lowerLimit(a.costUsd, b.costUsd),
    wallMs: lowerLimit(a.wallMs, b.wallMs),
    activeMs: lowerLimit(a.activeMs, b.activeMs),
    turns: lowerLimit(a.turns, b.turns),
    calls: lowerLimit(a.calls, b.calls),
  };
}
