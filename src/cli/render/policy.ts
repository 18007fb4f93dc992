import type { ApprovalPolicy } from "../../core/policy/approval-policy.ts";
import type { CapabilityPolicy } from "../../core/policy/capability-policy.ts";
import { dimensionsOf } from "../../core/policy/dimensions.ts";
import { printRule } from "../../core/policy/rule-syntax.ts";
import { oneLine } from "./plain-text.ts";

/** Every dimension of a policy, one a line. */
export function policyLines(policy: CapabilityPolicy): string[] {
  return Object.entries(dimensionsOf(policy)).map(
    ([dimension, value]) => `  ${dimension.padEnd(LABEL)}  ${valueText(dimension, value)}`,
  );
}

/** The width of the longest dimension. */
export const LABEL = "commandLimits.fileSizeMb".length;

/** A limit in words: an empty list allows nothing, and says so; of conditions it is none to meet. */
export function valueText(dimension: string, value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return dimension === "argumentConstraints" ? "(no condition)" : "(none)";
    if (value.every((one) => typeof one === "string")) return oneLine(value.join(", "), 400);
  }
  return oneLine(typeof value === "string" ? value : JSON.stringify(value), 400);
}

/** The rules of one policy; lists without a rule are left out. */
export function approvalLines({ deny, ask, allow, writeAllow, otherwise }: ApprovalPolicy): string[] {
  const rows = [
    ["deny", deny.map(printRule)],
    ["ask", ask.map(printRule)],
    ["allow", allow.map(printRule)],
  ] as const;
  return [
    ...rows.flatMap(([word, rules]) => (rules.length === 0 ? [] : [line(word, rules.join(", "))])),
    ...(writeAllow === "any" ? [] : [line("writeAllow", valueText("writeAllow", writeAllow))]),
    line("otherwise", otherwise),
  ];
}

function line(word: string, text: string): string {
  return `  ${word.padEnd(LABEL)}  ${oneLine(text, 400)}`;
}
