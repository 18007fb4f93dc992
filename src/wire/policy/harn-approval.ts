import { z } from "zod";
import { type ApprovalPolicy, NOTHING_FURTHER } from "../../core/policy/approval-policy.ts";
import type { ApprovalRule } from "../../core/policy/approval-rule.ts";
import { harnPattern } from "./harn-glob.ts";
import { type Parsed, parseWith } from "./parsed.ts";
import { nameGlob, pathGlob } from "./pattern-fields.ts";

export interface HarnApproval {
  readonly policy: ApprovalPolicy;
  /** One line for each thing that was empty or absent and therefore lets everything through. */
  readonly notes: readonly string[];
}

/**
 * An approval policy in Harn's shape, for input that says it is one. Unlike in Harn a tool that is both
 * approved and to be asked about is asked about, and the write allow-list concerns writes alone.
 */
export function parseHarnApproval(value: unknown): Parsed<HarnApproval> {
  const parsed = parseWith(harnApproval, value);
  if (!parsed.ok) return parsed;
  const { auto_approve, auto_deny, require_approval, write_path_allowlist } = parsed.value;
  const notes = ["a call that no list names is approved"];
  if (write_path_allowlist.length === 0) notes.push("write_path_allowlist is empty or absent: any");
  const policy: ApprovalPolicy = {
    ...NOTHING_FURTHER,
    deny: auto_deny.map(wholeTool),
    ask: require_approval.map(wholeTool),
    allow: auto_approve.map(wholeTool),
    writeAllow: write_path_allowlist.length === 0 ? "any" : write_path_allowlist.map(harnPattern),
  };
  return { ok: true, value: { policy, notes } };
}

const harnApproval = z.strictObject({
  auto_approve: z.array(nameGlob).default([]),
  auto_deny: z.array(nameGlob).default([]),
  require_approval: z.array(nameGlob).default([]),
  write_path_allowlist: z.array(pathGlob).default([]),
});

function wholeTool(pattern: string): ApprovalRule {
  return { tools: [pattern] };
}
