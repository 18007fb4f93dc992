import type { ApprovalRule } from "../core/policy/approval-rule.ts";
import type { PresetName } from "../core/policy/presets.ts";
import { parseRule } from "../core/policy/rule-syntax.ts";
import { type FrontMatter, frontMatter, NOT_USED } from "./agent-role-fields.ts";
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
  /** `provider/model`; absent: whatever the worker would have without the role. */
  readonly model?: string;
  readonly preset?: PresetName;
  readonly onAsk?: "deny";
  readonly maxTurns?: number;
  /** What the file says and this release does not do, one line each. */
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
  if (!checked.ok) return checked;
  return roleFrom(checked.value, (parts[2] ?? "").trim(), read.value);
}

function roleFrom(front: FrontMatter, system: string, document: YamlDocument): StrictRead<AgentRole> {
  const { name, description = "", maxTurns } = front;
  const allowed = front.tools === undefined ? undefined : rulesIn(front.tools, "tools", document);
  const denied = rulesIn(front.disallowedTools ?? [], "disallowedTools", document);
  const problems = [...(allowed?.problems ?? []), ...denied.problems];
  if (problems.length > 0) return refused(problems);
  const model = modelOf(front.model);
  const role = {
    name,
    description,
    system,
    ...(allowed === undefined ? {} : { tools: toolsOf(allowed.rules) }),
    deny: denied.rules,
    ...model.role,
    ...authorityOf(front.permissionMode),
    ...(maxTurns === undefined ? {} : { maxTurns }),
    notes: [
      ...notesOf(front),
      ...model.notes,
      ...(allowed === undefined ? [] : specifierNotes(allowed.rules)),
    ],
  };
  return { ok: true, value: role };
}

function rulesIn(list: readonly string[], field: string, document: YamlDocument) {
  const parsed = list.map((entry) => parseRule(entry));
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

function notesOf(front: FrontMatter): string[] {
  const unused = NOT_USED.filter((field) => front[field] !== undefined);
  const wide = front.permissionMode;
  const widening = wide === "acceptEdits" || wide === "auto" || wide === "bypassPermissions";
  return [
    ...unused.map((field) => `${field}: not used in this release`),
    ...(widening
      ? [`permissionMode: ${wide} is not taken: a role cannot widen authority, --policy can`]
      : []),
  ];
}

function refused(problems: readonly Problem[]): StrictRead<AgentRole> {
  return { ok: false, problems };
}
