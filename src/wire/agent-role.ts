import type { ApprovalRule } from "../core/policy/approval-rule.ts";
import type { PresetName } from "../core/policy/presets.ts";
import { parseRule } from "../core/policy/rule-syntax.ts";
import { type FrontMatter, frontMatter, listOfRules, NOT_USED } from "./agent-role-fields.ts";
import { fieldOf } from "./own-field.ts";
import type { Problem, StrictRead } from "./strict-yaml.ts";
import { checkDocument, readYamlDocument, type YamlDocument } from "./yaml-document.ts";

/** Who a worker is: instructions and the tools that go with them. It can only narrow what is allowed. */
export interface AgentRole {
  readonly name: string;
  readonly description: string;
  /** The text below the front matter. */
  readonly system: string;
  /** Our names; absent: all that the ceiling allows. */
  readonly tools?: readonly string[];
  readonly deny: readonly ApprovalRule[];
  /** Calls that go ahead; none that the file says by itself, see `wider`. */
  readonly allow: readonly ApprovalRule[];
  /** `provider/model`; absent: whatever the worker would have without the role. */
  readonly model?: string;
  readonly preset?: PresetName;
  readonly onAsk?: "deny";
  readonly maxTurns?: number;
  /** What it asks for beyond what a role may say; only taken from a file that its user trusts. */
  readonly wider: WiderRole;
  /** What the file says and this release does not do, one line each. */
  readonly notes: readonly string[];
}

export interface WiderRole {
  /** What its `permissionMode` would do without asking. */
  readonly preset?: PresetName;
  /** The conditions of its `tools`: these calls go ahead. */
  readonly allow: readonly ApprovalRule[];
  /** What is told where it is not taken, one line each. */
  readonly notes: readonly string[];
}

/** A role from Markdown with YAML front matter, in the form that other coding agents use, too. */
export function parseAgentRole(source: string): StrictRead<AgentRole> {
  const parts = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(source);
  if (parts === null) {
    return refused([
      { line: 1, column: 1, path: "", message: "must begin with front matter between --- lines" },
    ]);
  }
  const read = readYamlDocument(parts[1] ?? "", 2);
  if (!read.ok) return read;
  const checked = checkDocument(read.value, frontMatter);
  const allowed = rulesIn("tools", read.value);
  const denied = rulesIn("disallowedTools", read.value);
  const problems = [...(checked.ok ? [] : checked.problems), ...allowed.problems, ...denied.problems];
  if (!checked.ok || problems.length > 0) return refused(problems);
  return {
    ok: true,
    value: roleFrom(checked.value, (parts[2] ?? "").trim(), allowed.rules, denied.rules),
  };
}

function roleFrom(
  front: FrontMatter,
  system: string,
  allowed: readonly ApprovalRule[],
  deny: readonly ApprovalRule[],
): AgentRole {
  const { name, description = "", maxTurns } = front;
  const model = modelOf(front.model);
  return {
    name,
    description,
    system,
    ...(front.tools === undefined ? {} : { tools: toolsOf(allowed) }),
    deny,
    ...model.role,
    ...authorityOf(front.permissionMode),
    ...(maxTurns === undefined ? {} : { maxTurns }),
    allow: [],
    wider: widerOf(front.permissionMode, allowed),
    notes: [...notesOf(front), ...model.notes],
  };
}

/** Read beside the schema, so that a mistake elsewhere does not hide one in here. */
function rulesIn(field: "tools" | "disallowedTools", document: YamlDocument) {
  const listed = listOfRules.safeParse(fieldOf(document.value, field));
  const parsed = (listed.data ?? []).map((entry) => parseRule(entry));
  return {
    rules: parsed.flatMap((one) => (one.ok ? [one.rule] : [])),
    problems: parsed.flatMap((one, index) =>
      one.ok ? [] : [document.problemAt([field, index], one.problem)],
    ),
  };
}

function toolsOf(rules: readonly ApprovalRule[]): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule.tools))].sort();
}

function specifierNotes(rules: readonly ApprovalRule[]): string[] {
  return rules.flatMap(({ tools, condition }) =>
    condition === undefined
      ? []
      : [
          `tools: the condition (${condition.pattern}) of ${tools.join(", ")} is not used; write approval rules`,
        ],
  );
}

function modelOf(model: string | undefined) {
  if (model === undefined || model === "inherit") return { role: {}, notes: [] };
  if (model.includes("/") || model.startsWith("scripted:")) return { role: { model }, notes: [] };
  return { role: {}, notes: [`model: "${model}" is not a provider/model name; not used`] };
}

/** What narrows is taken; a role cannot give itself more. */
function authorityOf(mode: FrontMatter["permissionMode"]): Pick<AgentRole, "preset" | "onAsk"> {
  if (mode === "plan") return { preset: "read-only" };
  return mode === "dontAsk" ? { onAsk: "deny" } : {};
}

const WIDER_MODES: Readonly<Partial<Record<NonNullable<FrontMatter["permissionMode"]>, PresetName>>> = {
  acceptEdits: "edit",
  auto: "build",
  bypassPermissions: "network",
};

function widerOf(mode: FrontMatter["permissionMode"], allowed: readonly ApprovalRule[]): WiderRole {
  const preset = mode === undefined ? undefined : WIDER_MODES[mode];
  const untaken = `permissionMode: ${mode} is not taken: a role cannot widen authority, --policy can, or legate trust`;
  return {
    ...(preset === undefined ? {} : { preset }),
    allow: allowed.filter(({ condition }) => condition !== undefined),
    notes: [...specifierNotes(allowed), ...(preset === undefined ? [] : [untaken])],
  };
}

function notesOf(front: FrontMatter): string[] {
  const unused = NOT_USED.filter((field) => front[field] !== undefined);
  return unused.map((field) => `${field}: not used in this release`);
}

function refused(problems: readonly Problem[]): StrictRead<AgentRole> {
  return { ok: false, problems };
}
