import { nearest } from "../nearest-name.ts";
import type { ApprovalRule, ConditionKind } from "./approval-rule.ts";
import { wordsOf } from "./command-rule.ts";
import { compileGlob, type GlobMode } from "./glob.ts";
import { domainProblem } from "./network-host.ts";
import { TOOL_ALIASES, toolAlias } from "./tool-alias.ts";

export type ParsedRule =
  | { readonly ok: true; readonly rule: ApprovalRule }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a rule in the form `Tool` or `Tool(specifier)`: `Bash(git *)`, `Edit(src/**)`,
 * `mcp__server__tool`, `Agent(reviewer)`, `WebFetch(domain:example.com)`, `Bash(domain:example.com)`.
 */
export function parseRule(text: string): ParsedRule {
  const open = text.indexOf("(");
  const name = open < 0 ? text : text.slice(0, open);
  const problem = nameProblem(name);
  if (problem !== undefined) return { ok: false, problem };
  const { tools, specifier } = toolAlias(name);
  if (open < 0) return { ok: true, rule: { tools } };
  if (!text.endsWith(")")) return { ok: false, problem: `"${text}" lacks its closing parenthesis` };
  if (specifier === undefined) return { ok: false, problem: `${name} takes nothing in parentheses` };
  return withCondition(tools, specifier, text.slice(open + 1, -1).trim());
}

/** The rule as text: in the short form when that says the same, else its parts, for people to read. */
export function printRule(rule: ApprovalRule): string {
  return shortForm(rule) ?? `${rule.tools.join("|")}${rule.condition ? `(${rule.condition.pattern})` : ""}`;
}

/** The `Tool(specifier)` text from which `parseRule` makes exactly this rule, if there is one. */
export function shortForm(rule: ApprovalRule): string | undefined {
  const names = [...Object.keys(TOOL_ALIASES), ...rule.tools.slice(0, 1)];
  const prefix = rule.condition?.on === "domain" ? "domain:" : "";
  const inner = rule.condition === undefined ? "" : `(${prefix}${rule.condition.pattern})`;
  return names.map((name) => `${name}${inner}`).find((text) => means(text, rule));
}

function means(text: string, rule: ApprovalRule): boolean {
  const parsed = parseRule(text);
  return parsed.ok && sameRule(parsed.rule, rule);
}

function sameRule(a: ApprovalRule, b: ApprovalRule): boolean {
  const text = ({ tools, condition }: ApprovalRule) =>
    JSON.stringify([tools, condition === undefined ? null : [condition.on, condition.pattern]]);
  return text(a) === text(b);
}

/** A name in the manner of other agents that we do not know would make a rule that never applies. */
function nameProblem(name: string): string | undefined {
  if (name === "") return "a rule starts with the name of a tool";
  if (/\s/.test(name)) return `"${name}" is not the name of a tool: it holds white space`;
  if (/^[A-Z]/.test(name) && !Object.hasOwn(TOOL_ALIASES, name)) {
    return unknownTool(name);
  }
  return globProblem(name, "names");
}

function withCondition(tools: readonly string[], usual: ConditionKind, specifier: string): ParsedRule {
  if (specifier === "") return { ok: false, problem: "the parentheses are empty" };
  if (specifier === "*") return { ok: true, rule: { tools } };
  const on = usual === "command" && specifier.startsWith("domain:") ? "domain" : usual;
  const pattern = on === "domain" ? specifier.replace(/^domain:/, "") : withoutPrefixMark(on, specifier);
  const problem =
    on === "domain" && pattern === specifier ? "write domain:NAME" : writtenProblem(on, pattern);
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, rule: { tools, condition: { on, pattern } } };
}

/** `npm run:*` is how some configurations write `npm run *`. */
function withoutPrefixMark(on: ConditionKind, specifier: string): string {
  return on === "command" ? specifier.replace(/:\*$/, " *") : specifier;
}

/** What is wrong with the pattern of a condition that somebody writes now; nothing when it is sound. */
export function writtenProblem(on: ConditionKind, pattern: string): string | undefined {
  return conditionProblem(on, pattern) ?? (on === "domain" ? domainProblem(pattern) : undefined);
}

/** What is wrong with the pattern of a condition as journals have them; nothing when it can be compared. */
export function conditionProblem(on: ConditionKind, pattern: string): string | undefined {
  switch (on) {
    case "command":
      return commandProblem(pattern);
    case "path":
      return pathProblem(pattern);
    case "domain":
    case "agent":
      return globProblem(pattern, "names");
  }
}

function commandProblem(pattern: string): string | undefined {
  if (/[;&|<>`"'\n\r\0]|\$\(/.test(pattern)) {
    return `"${pattern}" reads like a script; a rule is compared with the words of one program`;
  }
  const words = wordsOf(pattern);
  if (words.length === 0) return "the pattern is empty";
  if (words.join(" ") !== pattern) return `write "${words.join(" ")}": one space between words`;
  return words.map((word) => globProblem(word, "names")).find((problem) => problem !== undefined);
}

/** What is wrong with a path pattern; nothing when it is sound. */
export function pathProblem(pattern: string): string | undefined {
  if (pattern.startsWith("~")) return `"${pattern}": write the home directory out`;
  if (pattern.split("/").includes("..")) return `"${pattern}": ".." cannot be part of a pattern`;
  return globProblem(pattern, "paths");
}

/** What is wrong with a pattern; nothing when it is sound. */
export function globProblem(pattern: string, mode: GlobMode): string | undefined {
  const glob = compileGlob(pattern, mode);
  return glob.ok ? undefined : `"${pattern}": ${glob.problem}`;
}

function unknownTool(name: string): string {
  const known = Object.keys(TOOL_ALIASES);
  const near = nearest(name, known);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `no tool is called "${name}" in a rule${hint}; known: ${known.join(", ")}`;
}
