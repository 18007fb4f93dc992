import { COMMAND_LIMITS } from "../worker/command-limits.ts";
import { containsPath } from "./canonical-path.ts";
import { BUDGET_KINDS, type Capabilities, type CapabilityPolicy, type Limit } from "./capability-policy.ts";
import { isExactName } from "./glob.ts";
import { canonicalHostPattern } from "./network-host.ts";
import { clausesOf, mapPatterns, matchingEntry, type Patterns } from "./patterns.ts";
import type { PolicyRequest } from "./policy-request.ts";
import { sandboxSuffices } from "./sandbox-strength.ts";
import { levelWithin } from "./side-effect-level.ts";

/** What a request asks for by name that `bound` does not have, as `dimension: item`. */
export function exceeding(bound: CapabilityPolicy, request: PolicyRequest): readonly string[] {
  return [
    ...missingNames("tools", bound.tools, request.tools),
    ...missingOperations(bound.capabilities, request.capabilities),
    ...missingLevel(bound, request),
    ...missingRoots(bound.workspaceRoots, request.workspaceRoots),
    ...missingNames("networkHosts", hosts(bound.networkHosts), hosts(request.networkHosts)),
    ...missingLimits(bound, request),
    ...missingSandbox(bound, request),
    ...missingCommandLimits(bound.commandLimits, request.commandLimits),
  ];
}

/** Globs are not looked into: what they mean is narrowed. */
function missingNames(dimension: string, have: Patterns, wanted: Patterns | undefined): readonly string[] {
  if (wanted === undefined) return [];
  const names = new Set(clausesOf(wanted).flat().filter(isExactName));
  return [...names]
    .filter((name) => matchingEntry(have, name) === undefined)
    .map((name) => `${dimension}: ${name}`);
}

function hosts(patterns: Patterns | undefined): Patterns {
  return patterns === undefined ? "any" : mapPatterns(patterns, canonicalHostPattern);
}

function missingOperations(have: Capabilities, wanted: Capabilities | undefined): readonly string[] {
  if (have === "any" || wanted === undefined || wanted === "any") return [];
  return Object.entries(wanted).flatMap(([name, operations]) => {
    const held = Object.hasOwn(have, name) ? have[name] : undefined;
    if (held === undefined) return operations.length === 0 ? [] : [`capabilities: ${name}`];
    if (held === "any" || operations === "any") return [];
    return operations
      .filter((operation) => !held.includes(operation))
      .map((operation) => `capabilities: ${name}.${operation}`);
  });
}

function missingLevel(bound: CapabilityPolicy, { sideEffects }: PolicyRequest): readonly string[] {
  if (sideEffects === undefined || levelWithin(sideEffects, bound.sideEffects)) return [];
  return [`sideEffects: ${sideEffects}`];
}

type Roots = CapabilityPolicy["workspaceRoots"];

function missingRoots(have: Roots, wanted: Roots | undefined): readonly string[] {
  if (have === "any" || wanted === undefined || wanted === "any") return [];
  return wanted
    .filter((root) => !have.some((outer) => containsPath(outer, root)))
    .map((root) => `workspaceRoots: ${root}`);
}

function missingLimits(bound: CapabilityPolicy, { delegation, budgets }: PolicyRequest): readonly string[] {
  return [
    ...overLimit("delegation.maxDepth", bound.delegation.maxDepth, delegation?.maxDepth),
    ...overLimit("delegation.maxWidth", bound.delegation.maxWidth, delegation?.maxWidth),
    ...BUDGET_KINDS.flatMap((kind) => overLimit(`budgets.${kind}`, bound.budgets[kind], budgets?.[kind])),
  ];
}

function overLimit(name: string, have: Limit, wanted: Limit | undefined): readonly string[] {
  if (have === "any" || wanted === undefined || wanted === "any" || wanted <= have) return [];
  return [`${name}: ${wanted}`];
}

type CommandBounds = CapabilityPolicy["commandLimits"];

function missingCommandLimits(have: CommandBounds, wanted: CommandBounds): readonly string[] {
  return COMMAND_LIMITS.flatMap((limit) =>
    overLimit(`commandLimits.${limit}`, have?.[limit] ?? "any", wanted?.[limit]),
  );
}

function missingSandbox(bound: CapabilityPolicy, { sandbox }: PolicyRequest): readonly string[] {
  if (sandbox === undefined || sandboxSuffices(sandbox, bound.sandbox)) return [];
  return [`sandbox: ${sandbox}`];
}
