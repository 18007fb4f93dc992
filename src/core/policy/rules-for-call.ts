import {
  AGENT_ARGUMENT,
  type ApprovalRule,
  type ConditionKind,
  grantingRules,
  type RuleCondition,
} from "./approval-rule.ts";
import type { CallFacts } from "./call-facts.ts";
import { escapeGlob } from "./glob.ts";
import { type CallContext, pathForms } from "./path-pattern.ts";
import { conditionProblem } from "./rule-syntax.ts";

/** Argument with what a command reads on standard input, of which rules know nothing. */
const INPUT_ARGUMENT = "stdin";

/**
 * The narrowest rules that give a call like this one: the same words, the same paths, the same hosts, the
 * same role. Nothing when rules cannot say that, as of a script for a shell, or of a program that is given input
 * or secrets.
 */
export function rulesForCall(facts: CallFacts, context: CallContext): readonly ApprovalRule[] | undefined {
  const conditions = conditionsOf(facts, context);
  if (conditions === undefined) return undefined;
  const tools = [facts.tool];
  const rules = conditions.map((condition): ApprovalRule => ({ tools, condition }));
  return grantingRules(rules, facts, context) === undefined ? undefined : rules;
}

function conditionsOf(facts: CallFacts, context: CallContext): readonly RuleCondition[] | undefined {
  const { command, hosts = [], paths, secrets = [] } = facts;
  if (secrets.length > 0 || Object.hasOwn(facts.arguments, INPUT_ARGUMENT)) return undefined;
  const role = facts.arguments[AGENT_ARGUMENT];
  if (command !== undefined)
    return command.form === "argv" ? all("command", [wordsFor(command.argv)]) : undefined;
  if (hosts.length > 0) return all("domain", hosts.map(escapeGlob));
  if (typeof role === "string") return all("agent", [escapeGlob(role)]);
  return all(
    "path",
    paths.map(({ path }) => patternFor(path, context)),
  );
}

function all(on: ConditionKind, patterns: readonly string[]): readonly RuleCondition[] | undefined {
  const sound = patterns.every((pattern) => conditionProblem(on, pattern) === undefined);
  return sound && patterns.length > 0 ? patterns.map((pattern) => ({ on, pattern })) : undefined;
}

/** A word with white space in it becomes several, which are then not what the call says. */
function wordsFor(argv: readonly string[]): string {
  return argv.map(escapeGlob).join(" ");
}

function patternFor(path: string, context: CallContext): string {
  return escapeGlob(pathForms(path, context)?.relative ?? path);
}
