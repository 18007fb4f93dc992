import { z } from "zod";
import { PRESETS } from "../core/policy/presets.ts";
import { unknownValue } from "./explain-issue.ts";
import { fieldOf } from "./own-field.ts";
import { parseApprovalPolicy } from "./policy/approval-policy.ts";
import { parsePolicyRequest } from "./policy/capability-policy.ts";
import { parseHarnPolicy } from "./policy/harn-policy.ts";
import { type Parsed, parseWith } from "./policy/parsed.ts";
import type { StrictRead } from "./strict-yaml.ts";
import type { WorkerDraft } from "./worker-draft.ts";
import { readYamlDocument, type YamlDocument } from "./yaml-document.ts";

export interface ReadPolicy {
  readonly draft: Pick<WorkerDraft, "preset" | "policy" | "approvals">;
  readonly notes: readonly string[];
}

const beside = z.strictObject({ preset: z.enum(PRESETS).exactOptional() });

/**
 * A policy in a file of its own: the fields of a policy, and beside them `preset` and `approvals`. With
 * `format: harn` the fields are Harn's, where an empty list means any; each of those is a note.
 * Relative roots start from `directory`.
 */
export function parsePolicyFile(source: string, directory: string): StrictRead<ReadPolicy> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const document = read.value;
  if (!isMapping(document.value)) {
    return {
      ok: false,
      problems: [document.problemAt([], "must be a policy: fields such as sideEffects and tools")],
    };
  }
  const { format, preset, approvals, ...policy } = fieldsOf(document.value);
  if (format === "harn") {
    const harn = placed(
      document,
      parseHarnPolicy({ ...policy, ...given({ preset, approvals }) }, { directory }),
    );
    if (!harn.ok) return harn;
    return { ok: true, value: { draft: { policy: harn.value.policy }, notes: harn.value.notes } };
  }
  if (format !== undefined && format !== "legate") {
    const known = ["legate", "harn"];
    const message =
      typeof format === "string" ? unknownValue(format, known) : `must be one of: ${known.join(", ")}`;
    return { ok: false, problems: [document.problemAt(["format"], message)] };
  }
  return ownPolicy(document, { preset, approvals, policy }, directory);
}

function ownPolicy(
  document: YamlDocument,
  parts: { readonly preset: unknown; readonly approvals: unknown; readonly policy: object },
  directory: string,
): StrictRead<ReadPolicy> {
  const chosen = placed(document, parseWith(beside, given({ preset: parts.preset })));
  const policy = placed(document, parsePolicyRequest(parts.policy, { directory }));
  const rules =
    parts.approvals === undefined
      ? NO_RULES
      : placed(document, parseApprovalPolicy(parts.approvals), "approvals");
  if (!chosen.ok || !policy.ok || !rules.ok) {
    return { ok: false, problems: [chosen, policy, rules].flatMap((part) => (part.ok ? [] : part.problems)) };
  }
  const draft = {
    ...chosen.value,
    ...(Object.keys(parts.policy).length === 0 ? {} : { policy: policy.value }),
    ...(rules.value === undefined ? {} : { approvals: rules.value }),
  };
  return { ok: true, value: { draft, notes: [] } };
}

const NO_RULES = { ok: true, value: undefined } as const;

function placed<T>(document: YamlDocument, parsed: Parsed<T>, field?: string): StrictRead<T> {
  if (parsed.ok) return parsed;
  const before = field === undefined ? [] : [field];
  return {
    ok: false,
    problems: parsed.problems.map(({ path, message }) => document.problemAt([...before, ...path], message)),
  };
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldsOf(value: object): { readonly [field: string]: unknown } {
  return Object.fromEntries(Object.keys(value).map((field) => [field, fieldOf(value, field)]));
}

function given(fields: { readonly [field: string]: unknown }): { readonly [field: string]: unknown } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
