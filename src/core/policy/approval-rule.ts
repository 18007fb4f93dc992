import type { CallFacts } from "./call-facts.ts";
import { matchesCommand, mayMeanCommand } from "./command-rule.ts";
import { compileGlob, isExactName } from "./glob.ts";
import { canonicalEndpoint, canonicalHostPattern, domainProblem } from "./network-host.ts";
import { type CallContext, grantsPath, pathForms, withholdsPath } from "./path-pattern.ts";
import { matchesName } from "./patterns.ts";

/** Calls of any of `tools` that meet the condition; without a condition, every call of these tools. */
export interface ApprovalRule {
  /** Names or globs. */
  readonly tools: readonly string[];
  readonly condition?: RuleCondition;
}

/** What a condition looks at: the parsed command, the paths, the hosts, or the agent's role. */
export const CONDITION_KINDS = ["command", "path", "domain", "agent"] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

export interface RuleCondition {
  readonly on: ConditionKind;
  readonly pattern: string;
}

/** Argument of the delegation tools that names the role of the child. */
export const AGENT_ARGUMENT = "agent";

/**
 * Do the rules, together, give this call? Read narrowly: a call is given by one rule for the whole
 * tool, by one rule that meets its command or its role, or by rules that cover every path
 * (every host) it touches. A command that reaches hosts needs both: what it runs and each host.
 */
export function grantingRules(
  rules: readonly ApprovalRule[],
  facts: CallFacts,
  context: CallContext,
): readonly ApprovalRule[] | undefined {
  const concerned = rules.filter((rule) => rule.tools.some((pattern) => matchesName(pattern, facts.tool)));
  const { hosts = [] } = facts;
  const act = grantingAct(concerned, facts, context);
  if (facts.command === undefined) return act ?? coverAll(hosts, concerned, grantsOneHost);
  if (hosts.length === 0 || act === undefined) return act;
  const reach = coverAll(hosts, concerned, grantsOneHost);
  return reach === undefined ? undefined : [...new Set([...act, ...reach])];
}

/** The rules that give what the call does, wherever it may reach. */
function grantingAct(
  concerned: readonly ApprovalRule[],
  facts: CallFacts,
  context: CallContext,
): readonly ApprovalRule[] | undefined {
  const single = concerned.find((rule) => grantsAlone(rule, facts));
  if (single !== undefined) return [single];
  const paths = facts.paths.map((use) => use.path);
  return coverAll(paths, concerned, (rule, path) => grantsOnePath(rule, path, context));
}

/** Does this rule take this call away? Read widely: one touched path, or what is unclear, is enough. */
export function withholds(rule: ApprovalRule, facts: CallFacts, context: CallContext): boolean {
  if (!mayConcern(rule, facts.tool)) return false;
  if (rule.condition === undefined) return true;
  const { on, pattern } = rule.condition;
  switch (on) {
    case "command":
      return facts.command !== undefined && mayMeanCommand(pattern, facts.command);
    case "path":
      return facts.paths.some((use) => {
        const forms = pathForms(use.path, context);
        return forms === undefined || withholdsPath(pattern, forms);
      });
    case "domain":
      return withholdsHosts(pattern, facts);
    case "agent":
      return withholdsAgent(pattern, facts);
  }
}

/** A malformed tool pattern concerns every tool when it takes away, and none when it gives. */
export function mayConcern(rule: ApprovalRule, tool: string): boolean {
  return rule.tools.some(
    (pattern) => matchesName(pattern, tool) || !(isExactName(pattern) || compileGlob(pattern, "names").ok),
  );
}

function grantsAlone(rule: ApprovalRule, facts: CallFacts): boolean {
  const { condition } = rule;
  if (condition === undefined) return true;
  const { on, pattern } = condition;
  if (on === "command") return facts.command?.form === "argv" && matchesCommand(pattern, facts.command.argv);
  if (on !== "agent") return false;
  const role = Object.hasOwn(facts.arguments, AGENT_ARGUMENT) ? facts.arguments[AGENT_ARGUMENT] : undefined;
  return typeof role === "string" && matchesName(pattern, role);
}

/** The rules that cover every one of `items`; nothing when one is left or there are none. */
function coverAll(
  items: readonly string[],
  rules: readonly ApprovalRule[],
  covers: (rule: ApprovalRule, item: string) => boolean,
): readonly ApprovalRule[] | undefined {
  if (items.length === 0) return undefined;
  const found = items.map((item) => rules.find((rule) => covers(rule, item)));
  const used = found.filter((rule) => rule !== undefined);
  return used.length === items.length ? [...new Set(used)] : undefined;
}

function grantsOnePath({ condition }: ApprovalRule, path: string, context: CallContext): boolean {
  const forms = condition?.on === "path" ? pathForms(path, context) : undefined;
  return condition !== undefined && forms !== undefined && grantsPath(condition.pattern, forms);
}

function grantsOneHost({ condition }: ApprovalRule, host: string): boolean {
  const endpoint = condition?.on === "domain" ? canonicalEndpoint(host) : undefined;
  if (condition === undefined || endpoint === undefined) return false;
  return matchesName(canonicalHostPattern(condition.pattern), endpoint);
}

/**
 * Any port, and what lies below the domain too; a host that cannot be read is meant, and so is what a tool
 * does not name. A command reaches no host but those it names.
 */
function withholdsHosts(pattern: string, { command, hosts = [] }: CallFacts): boolean {
  if (domainProblem(pattern) !== undefined) return hosts.length > 0 || command === undefined;
  const domain = pattern
    .toLowerCase()
    .replace(/:(?:\d+|\*)$/, "")
    .replace(/\.$/, "");
  return (
    (hosts.length === 0 && command === undefined) ||
    hosts.some((host) => {
      const name = canonicalEndpoint(host)?.replace(/:\d+$/, "");
      return name === undefined || matchesName(domain, name) || matchesName(`*.${domain}`, name);
    })
  );
}

function withholdsAgent(pattern: string, facts: CallFacts): boolean {
  if (!Object.hasOwn(facts.arguments, AGENT_ARGUMENT)) return false;
  const role = facts.arguments[AGENT_ARGUMENT];
  return typeof role !== "string" || matchesName(pattern.toLowerCase(), role.toLowerCase());
}
