import type { CommandLimits } from "../worker/command-limits.ts";
import type { Patterns } from "./patterns.ts";
import type { SandboxStrength } from "./sandbox-strength.ts";
import type { SideEffectLevel } from "./side-effect-level.ts";

/**
 * What a worker may do, whoever says yes. Every permission is `"any"` or a list or a number, and an
 * empty list allows nothing. Two policies have one meet, `narrow`.
 */
export interface CapabilityPolicy {
  /** Names or globs of tools. */
  readonly tools: Patterns;
  readonly capabilities: Capabilities;
  readonly sideEffects: SideEffectLevel;
  /** Canonical absolute paths; a call may touch what lies in one of them. */
  readonly workspaceRoots: "any" | readonly string[];
  /** Conditions, not permissions: each one that concerns a call must hold. None means no condition. */
  readonly argumentConstraints: readonly ArgumentConstraint[];
  /** `host` (port 443), `host:port`, or globs such as `*.example.com:*`. */
  readonly networkHosts: Patterns;
  readonly delegation: DelegationLimits;
  readonly budgets: Budgets;
  /** What commands must at least be kept from. */
  readonly sandbox: SandboxStrength;
  /** What each command may use up; one that is not named is not bounded here. @default none is */
  readonly commandLimits?: Readonly<Partial<CommandLimits>>;
}

/** Capability to its operations. A capability that is not named is not allowed. */
export type Capabilities = "any" | Readonly<Record<string, "any" | readonly string[]>>;

/** For tools that match `tool`, the argument must match one of `patterns`. */
export interface ArgumentConstraint {
  /** Name or glob. */
  readonly tool: string;
  /** @default every path parameter of the tool that the call gives, and at least one */
  readonly argument?: string;
  /** Path globs for path parameters, name globs otherwise. An empty list allows no value. */
  readonly patterns: readonly string[];
}

export interface DelegationLimits {
  /** Generations of workers below this one; 0: it may not delegate. */
  readonly maxDepth: Limit;
  /** Direct children that live at one time. */
  readonly maxWidth: Limit;
}

export const BUDGET_KINDS = ["tokens", "costUsd", "wallMs", "activeMs", "turns", "calls"] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

/** What a worker and all below it may use up together. Milliseconds, US dollars, or plain counts. */
export type Budgets = Readonly<Record<BudgetKind, Limit>>;

export type Limit = "any" | number;

/** Allows everything: `narrow(policy, TOP)` is `policy`. */
export const TOP: CapabilityPolicy = {
  tools: "any",
  capabilities: "any",
  sideEffects: "network",
  workspaceRoots: "any",
  argumentConstraints: [],
  networkHosts: "any",
  delegation: { maxDepth: "any", maxWidth: "any" },
  budgets: { tokens: "any", costUsd: "any", wallMs: "any", activeMs: "any", turns: "any", calls: "any" },
  sandbox: "none",
};

/** Allows nothing. */
export const BOTTOM: CapabilityPolicy = {
  tools: [],
  capabilities: {},
  sideEffects: "none",
  workspaceRoots: [],
  argumentConstraints: [],
  networkHosts: [],
  delegation: { maxDepth: 0, maxWidth: 0 },
  budgets: { tokens: 0, costUsd: 0, wallMs: 0, activeMs: 0, turns: 0, calls: 0 },
  sandbox: "full",
  commandLimits: { memoryMb: 1, pids: 1, cpuSeconds: 1, fileSizeMb: 1, diskMb: 1, outputKb: 1 },
};
