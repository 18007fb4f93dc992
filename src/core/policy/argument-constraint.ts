import type { Json } from "../json.ts";
import type { CallFacts } from "./call-facts.ts";
import type { ArgumentConstraint } from "./capability-policy.ts";
import { matchesCommand, shellScript } from "./command-rule.ts";
import { compileGlob, isExactName } from "./glob.ts";
import { type CallContext, grantsPath, pathForms } from "./path-pattern.ts";
import { matchesName } from "./patterns.ts";

/**
 * Why a call does not meet a constraint, or nothing when it does or is not concerned. An argument
 * that is missing, empty, of another type or not named anywhere does not meet it.
 */
export function violation(
  constraint: ArgumentConstraint,
  facts: CallFacts,
  context: CallContext,
): string | undefined {
  if (!concerns(constraint.tool, facts.tool)) return undefined;
  const given = (name: string) => Object.hasOwn(facts.arguments, name);
  const names = constraint.argument === undefined ? facts.annotations.pathParameters : [constraint.argument];
  const present = names.filter(given);
  if (present.length === 0) return `a constraint needs ${nameList(names)}, which the call does not give`;
  for (const name of present) {
    const reason = argumentProblem(name, facts.arguments[name], constraint.patterns, facts, context);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** A malformed tool pattern concerns every tool: a condition that cannot be read is not dropped. */
function concerns(pattern: string, tool: string): boolean {
  return matchesName(pattern, tool) || !(isExactName(pattern) || compileGlob(pattern, "names").ok);
}

function nameList(names: readonly string[]): string {
  return names.length === 0 ? "a path parameter" : `the argument ${names.join(" or ")}`;
}

function argumentProblem(
  name: string,
  value: Json | undefined,
  patterns: readonly string[],
  facts: CallFacts,
  context: CallContext,
): string | undefined {
  if (isArgv(value, facts)) return commandProblem(name, value, patterns);
  const texts = textsIn(value);
  if (texts === undefined) return `the argument ${name} is not text, so it matches no allowed pattern`;
  const isPath = facts.annotations.pathParameters.includes(name);
  const isScript = (text: string) => shellScript(facts.command) === text;
  const stray = texts.find(
    (text) =>
      !patterns.some((pattern) => allows(pattern, text, { isPath, isScript: isScript(text), context })),
  );
  if (stray === undefined) return undefined;
  return `the argument ${name} is ${JSON.stringify(stray)}, which matches none of: ${patterns.join(", ") || "(nothing)"}`;
}

interface Reading {
  readonly isPath: boolean;
  readonly isScript: boolean;
  readonly context: CallContext;
}

/** A script for a shell is compared as a whole: `git *` would let `git status; rm -rf .` pass. */
function allows(pattern: string, text: string, { isPath, isScript, context }: Reading): boolean {
  if (isScript) return isExactName(pattern) && pattern === text;
  if (!isPath) return matchesName(pattern, text);
  const forms = pathForms(text, context);
  return forms !== undefined && grantsPath(pattern, forms);
}

function isArgv(value: Json | undefined, facts: CallFacts): value is readonly string[] {
  const argv = facts.command?.form === "argv" ? facts.command.argv : undefined;
  if (argv === undefined || !Array.isArray(value) || argv.length === 0) return false;
  return value.length === argv.length && argv.every((word, index) => word === value[index]);
}

function commandProblem(
  name: string,
  argv: readonly string[],
  patterns: readonly string[],
): string | undefined {
  if (patterns.some((pattern) => matchesCommand(pattern, argv))) return undefined;
  return `the argument ${name} is ${JSON.stringify(argv)}, which matches none of: ${patterns.join(", ") || "(nothing)"}`;
}

/** Every text of a text or a list of texts; nothing for anything else, an empty list included. */
function textsIn(value: Json | undefined): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((entry) => typeof entry === "string") ? value : undefined;
}
