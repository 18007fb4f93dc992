import { z } from "zod";
import { parseRule } from "../core/policy/rule-syntax.ts";
import { fieldOf } from "./own-field.ts";
import { parseApprovalPolicy } from "./policy/approval-policy.ts";
import { parseHarnApproval } from "./policy/harn-approval.ts";
import type { Parsed } from "./policy/parsed.ts";
import type { Problem, StrictRead } from "./strict-yaml.ts";
import { checkDocument, type Path, readYamlDocument, type YamlDocument } from "./yaml-document.ts";

export const APPROVAL_FIELDS = ["deny", "ask", "allow", "writeAllow", "otherwise"] as const;
export const HARN_APPROVAL_FIELDS = [
  "auto_approve",
  "auto_deny",
  "require_approval",
  "write_path_allowlist",
] as const;

/**
 * Approval rules by themselves, and notes on what they leave open: a list of `Tool(specifier)` texts, the
 * fields of `approvals`, the `permissions` of another agent's settings, or with the format `harn` Harn's.
 */
export function parseRulesFile(source: string, format: string | undefined): StrictRead<readonly string[]> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const { value } = read.value;
  if (format === "harn") return placed(read.value, parseHarnApproval(value), ({ notes }) => notes);
  if (Array.isArray(value)) return listed(read.value);
  const permissions = fieldOf(value, "permissions");
  if (permissions === undefined) return placed(read.value, parseApprovalPolicy(value), () => []);
  return settings(read.value, permissions);
}

const texts = z.array(z.string());

function listed(document: YamlDocument): StrictRead<readonly string[]> {
  const checked = checkDocument(document, texts);
  if (!checked.ok) return checked;
  return outcome(rulesAt(document, [], checked.value), []);
}

/** What is in settings beside the lists of rules is not ours to judge. */
function settings(document: YamlDocument, permissions: unknown): StrictRead<readonly string[]> {
  const lists = (["allow", "ask", "deny"] as const).flatMap((field) => {
    const list = fieldOf(permissions, field);
    const path = ["permissions", field];
    if (list === undefined) return [];
    const checked = texts.safeParse(list);
    if (!checked.success) return [document.problemAt(path, "must be a list of rules")];
    return rulesAt(document, path, checked.data);
  });
  return outcome(lists, ["only the rules in `permissions` were looked at"]);
}

function rulesAt(document: YamlDocument, path: Path, rules: readonly string[]): readonly Problem[] {
  return rules.flatMap((rule, index) => {
    const parsed = parseRule(rule);
    return parsed.ok ? [] : [document.problemAt([...path, index], parsed.problem)];
  });
}

function placed<T>(
  document: YamlDocument,
  parsed: Parsed<T>,
  notesOf: (value: T) => readonly string[],
): StrictRead<readonly string[]> {
  if (parsed.ok) return { ok: true, value: notesOf(parsed.value) };
  return {
    ok: false,
    problems: parsed.problems.map(({ path, message }) => document.problemAt(path, message)),
  };
}

function outcome(problems: readonly Problem[], notes: readonly string[]): StrictRead<readonly string[]> {
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: notes };
}
