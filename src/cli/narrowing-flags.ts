import { type ApprovalPolicy, NOTHING_FURTHER } from "../core/policy/approval-policy.ts";
import type { CapabilityPolicy } from "../core/policy/capability-policy.ts";
import { narrow } from "../core/policy/narrow.ts";
import { completed } from "../core/policy/policy-request.ts";
import { preset } from "../core/policy/presets.ts";
import type { ParseProblem } from "../wire/policy/parsed.ts";
import { badInput } from "./bad-input.ts";
import { budgetsFrom } from "./budget-flags.ts";
import { commandLimitsFrom } from "./command-limit-flags.ts";
import type { Flags } from "./flags.ts";
import { wholeFromZero } from "./numbers.ts";
import { readPolicyFlag } from "./read-policy-flag.ts";

export interface Narrowing {
  readonly policy: CapabilityPolicy;
  readonly approvals: readonly ApprovalPolicy[];
  readonly notes: readonly string[];
}

const NARROWING_FLAGS = [
  "policy",
  "tools",
  "side-effects",
  "root",
  "host",
  "budget",
  "command-limit",
  "max-depth",
  "max-width",
  "deny",
  "ask",
] as const;

/** What the flags of `policy narrow` take away, all of them together. Throws `bad-input`. */
export async function narrowingFrom(flags: Flags, cwd: string, workspace: string | null): Promise<Narrowing> {
  if (!NARROWING_FLAGS.some((name) => flags.has(name)))
    throw badInput("Say what to take away, e.g. --side-effects read_only. See legate policy narrow --help.");
  const { draft, notes } = await readPolicyFlag(flags.text("policy"), cwd);
  const { parsePolicyRequest } = await import("../wire/policy/capability-policy.ts");
  const request = parsePolicyRequest(fieldsFrom(flags), workspace === null ? {} : { directory: workspace });
  if (!request.ok) throw problemWith(request.problems);
  const chosen = draft.preset === undefined ? undefined : preset(draft.preset);
  const policies = [chosen?.capabilities, completed(draft.policy), completed(request.value)];
  const policy = policies.filter((one) => one !== undefined).reduce(narrow);
  const ofFile = draft.approvals === undefined ? undefined : { ...NOTHING_FURTHER, ...draft.approvals };
  const rules = [chosen?.approval, ofFile, await rulesFrom(flags)];
  return { policy, notes, approvals: rules.filter((one) => one !== undefined) };
}

function fieldsFrom(flags: Flags): Readonly<Record<string, unknown>> {
  const tools = flags.text("tools");
  const level = flags.text("side-effects");
  const budgets = budgetsFrom(flags.many("budget"));
  const commandLimits = commandLimitsFrom(flags.many("command-limit"));
  return {
    ...(tools === undefined ? {} : { tools: tools.split(",").map((one) => one.trim()) }),
    ...(level === undefined ? {} : { sideEffects: level }),
    ...(flags.has("root") ? { workspaceRoots: flags.many("root") } : {}),
    ...(flags.has("host") ? { networkHosts: flags.many("host") } : {}),
    ...(budgets === undefined ? {} : { budgets }),
    ...(commandLimits === undefined ? {} : { commandLimits }),
    ...delegationFrom(flags.text("max-depth"), flags.text("max-width")),
  };
}

function delegationFrom(depth: string | undefined, width: string | undefined) {
  if (depth === undefined && width === undefined) return {};
  return {
    delegation: {
      ...(depth === undefined ? {} : { maxDepth: wholeFromZero("--max-depth", depth) }),
      ...(width === undefined ? {} : { maxWidth: wholeFromZero("--max-width", width) }),
    },
  };
}

async function rulesFrom(flags: Flags): Promise<ApprovalPolicy | undefined> {
  const deny = flags.many("deny");
  const ask = flags.many("ask");
  if (deny.length + ask.length === 0) return undefined;
  const { parseApprovalPolicy } = await import("../wire/policy/approval-policy.ts");
  const parsed = parseApprovalPolicy({ deny, ask });
  if (!parsed.ok) throw problemWith(parsed.problems);
  return { ...parsed.value, otherwise: NOTHING_FURTHER.otherwise };
}

function problemWith(problems: readonly ParseProblem[]): Error {
  const told = problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return badInput(`This cannot be narrowed to: ${told.join("; ")}.`, { problems });
}
