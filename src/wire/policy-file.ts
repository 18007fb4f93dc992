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
 * Relative roots start from `directory`; `asFormat` is for a file that does not say its own.
 */
export function parsePolicyFile(
  source: string,
  directory: string,
  asFormat?: string,
): StrictRead<ReadPolicy> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const document = read.value;
  if (!isMapping(document.value)) {
    return {
      ok: false,
      problems: [document.problemAt([], "must be a policy: fields such as sideEffects and tools")],
    };
  }
  const { format: declared, preset, approvals, ...policy } = fieldsOf(document.value);
  const shape = shapeOf(declared, asFormat);
  if (!shape.ok) return { ok: false, problems: [document.problemAt(["format"], shape.message)] };
  if (shape.format === "harn") {
    const harn = placed(
      document,
      parseHarnPolicy({ ...policy, ...given({ preset, approvals }) }, { directory }),
    );
    if (!harn.ok) return harn;
    return { ok: true, value: { draft: { policy: harn.value.policy }, notes: harn.value.notes } };
  }
  return ownPolicy(document, { preset, approvals, policy }, directory);
}

const FORMATS = ["legate", "harn"] as const;

/** What the file says; what the caller says where it is silent. They may not contradict each other. */
function shapeOf(declared: unknown, asked: string | undefined) {
  const wanted = declared ?? asked ?? "legate";
  const format = FORMATS.find((one) => one === wanted);
  if (format === undefined) {
    const message =
      typeof wanted === "string" ? unknownValue(wanted, FORMATS) : `must be one of: ${FORMATS.join(", ")}`;
    return { ok: false, message } as const;
  }
  if (asked !== undefined && asked !== format) {
    const message = `the file says it is in the shape "${format}", the caller says "${asked}"`;
    return { ok: false, message } as const;
  }
  return { ok: true, format } as const;
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
