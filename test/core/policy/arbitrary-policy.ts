import fc from "fast-check";
import type { ApprovalPolicy } from "../../../src/core/policy/approval-policy.ts";
import type { ApprovalRule } from "../../../src/core/policy/approval-rule.ts";
import type { CallFacts } from "../../../src/core/policy/call-facts.ts";
import type { BUDGET_KINDS, CapabilityPolicy } from "../../../src/core/policy/capability-policy.ts";
import type { Patterns } from "../../../src/core/policy/patterns.ts";
import { SANDBOX_STRENGTHS } from "../../../src/core/policy/sandbox-strength.ts";
import { SIDE_EFFECT_LEVELS } from "../../../src/core/policy/side-effect-level.ts";
import { EFFECT_CLASSES, TOOL_KINDS } from "../../../src/core/policy/tool-annotations.ts";

/** Small alphabets, so that policies and calls meet often. */
const TOOLS = ["read_file", "edit_file", "run_command", "mcp__git__log", "mcp__git__push"];
const TOOL_GLOBS = [
  ...TOOLS,
  "*",
  "mcp__*",
  "*_file",
  "{read,edit}_*",
  "mcp__[gh]it__*",
  "?un_command",
  "[bad",
];
const ROOTS = ["/", "/w", "/w/a", "/w/a/deep", "/w/b", "/wide", "/other", "not/canonical", "/w/../etc"];
const PATHS = ["/w", "/w/a/f", "/w/a/deep/f", "/w/b/f", "/wide/f", "/other/f", "/etc/passwd", "/w/a/../b"];
const HOSTS = ["a.example.com", "*.example.com", "*.example.com:*", "B.example.com.:8443", "other.org:443"];
const ENDPOINTS = ["a.example.com:443", "a.example.com:80", "b.example.com:8443", "other.org:443", "no port"];
const TEXTS = ["src/a.ts", "/w/a/f", "/w/b/f", "x", ""];
const CAPABILITIES = ["workspace", "process", "net"];
const OPERATIONS = ["read", "write", "list"];

const some = <T>(values: readonly T[], maxLength = 3) => fc.array(fc.constantFrom(...values), { maxLength });

const patterns = (entries: readonly string[]): fc.Arbitrary<Patterns> =>
  fc.oneof(
    fc.constant<Patterns>("any"),
    some(entries),
    fc.record({ allOf: fc.array(some(entries), { minLength: 1, maxLength: 3 }) }),
  );

const limit = fc.oneof(fc.constant("any" as const), fc.nat({ max: 5 }), fc.constantFrom(-1, Number.NaN));

const constraint = fc.record(
  {
    tool: fc.constantFrom("read_file", "*_file", "*", "[bad"),
    argument: fc.constantFrom("path", "text"),
    patterns: some(["**", "src/**", "/w/a/**", "x", "*"], 2),
  },
  { requiredKeys: ["tool", "patterns"] },
);

const most = fc.integer({ min: 1, max: 5 });

const commandLimits = fc.record(
  { memoryMb: most, pids: most, cpuSeconds: most, fileSizeMb: most, diskMb: most, outputKb: most },
  { requiredKeys: [] },
);

const POLICY = {
  tools: patterns(TOOL_GLOBS),
  capabilities: fc.oneof(
    fc.constant("any" as const),
    fc.dictionary(fc.constantFrom(...CAPABILITIES), fc.oneof(fc.constant("any" as const), some(OPERATIONS))),
  ),
  sideEffects: fc.constantFrom(...SIDE_EFFECT_LEVELS),
  workspaceRoots: fc.oneof(fc.constant("any" as const), some(ROOTS, 4)),
  argumentConstraints: fc.array(constraint, { maxLength: 2 }),
  networkHosts: patterns(HOSTS),
  delegation: fc.record({ maxDepth: limit, maxWidth: limit }),
  budgets: fc.record({
    tokens: limit,
    costUsd: limit,
    wallMs: limit,
    activeMs: limit,
    turns: limit,
    calls: limit,
  } satisfies Record<(typeof BUDGET_KINDS)[number], unknown>),
  sandbox: fc.constantFrom(...SANDBOX_STRENGTHS),
};

export const anyPolicy: fc.Arbitrary<CapabilityPolicy> = fc.record(
  { ...POLICY, commandLimits },
  { requiredKeys: Object.keys(POLICY) as (keyof typeof POLICY)[] },
);

/** A policy that lets most calls through, so that laws about allowed calls are not empty. */
export const generousPolicy: fc.Arbitrary<CapabilityPolicy> = anyPolicy.chain((policy) =>
  fc.record({
    tools: fc.oneof(
      fc.constant<Patterns>("any"),
      fc.constant(["*_file", "run_command", "mcp__*"]),
      fc.constant(policy.tools),
    ),
    capabilities: fc.oneof(fc.constant("any" as const), fc.constant(policy.capabilities)),
    sideEffects: fc.constantFrom("network" as const, "process_exec" as const, policy.sideEffects),
    workspaceRoots: fc.oneof(
      fc.constant("any" as const),
      fc.constant(["/w", "/other"]),
      fc.constant(policy.workspaceRoots),
    ),
    argumentConstraints: fc.oneof(fc.constant([]), fc.constant(policy.argumentConstraints)),
    networkHosts: fc.oneof(fc.constant<Patterns>("any"), fc.constant(policy.networkHosts)),
    delegation: fc.constant(policy.delegation),
    budgets: fc.constant(policy.budgets),
    sandbox: fc.constant(policy.sandbox),
  }),
);

const pathUse = fc.record({
  path: fc.constantFrom(...PATHS),
  access: fc.constantFrom("read" as const, "write" as const),
});

export const anyFacts: fc.Arbitrary<CallFacts> = fc.record(
  {
    tool: fc.constantFrom(...TOOLS, "unheard_of"),
    annotations: fc.record({
      kind: fc.constantFrom(...TOOL_KINDS),
      sideEffects: fc.constantFrom(...SIDE_EFFECT_LEVELS),
      effectClass: fc.constantFrom(...EFFECT_CLASSES),
      pathParameters: some(["path", "other"], 2),
      capabilities: fc.dictionary(fc.constantFrom(...CAPABILITIES), some(OPERATIONS, 2), { maxKeys: 2 }),
    }),
    arguments: fc.dictionary(
      fc.constantFrom("path", "text", "other"),
      fc.oneof(fc.constantFrom(...TEXTS), some(TEXTS, 2), fc.constantFrom(null, 3)),
    ),
    paths: fc.array(pathUse, { maxLength: 2 }),
    command: fc.constantFrom(
      { form: "argv" as const, argv: ["git", "status"] },
      { form: "shell" as const, script: "git status; rm x" },
    ),
    hosts: some(ENDPOINTS, 2),
  },
  { requiredKeys: ["tool", "annotations", "arguments", "paths"] },
);

const rule: fc.Arbitrary<ApprovalRule> = fc.record(
  {
    tools: fc.array(fc.constantFrom(...TOOL_GLOBS.filter((glob) => glob !== "[bad")), {
      minLength: 1,
      maxLength: 2,
    }),
    condition: fc.constantFrom(
      { on: "command" as const, pattern: "git *" },
      { on: "path" as const, pattern: "a/**" },
      { on: "domain" as const, pattern: "*.example.com" },
      { on: "agent" as const, pattern: "review*" },
    ),
  },
  { requiredKeys: ["tools"] },
);

export const anyApproval: fc.Arbitrary<ApprovalPolicy> = fc.record({
  deny: fc.array(rule, { maxLength: 2 }),
  ask: fc.array(rule, { maxLength: 2 }),
  allow: fc.array(rule, { maxLength: 3 }),
  writeAllow: fc.oneof(fc.constant("any" as const), some(["**", "a/**", "/w/b/*"], 2)),
  otherwise: fc.constantFrom("allow" as const, "ask" as const, "deny" as const),
});
