import type { ApprovalRule } from "./approval-rule.ts";
import type { Approvers } from "./approvers.ts";

/** Strictest last. */
export const DECISIONS = ["allow", "ask", "deny"] as const;
export type Decision = (typeof DECISIONS)[number];

/**
 * Which permitted calls need a person's yes. One policy belongs to one ancestor; they are never
 * merged, each judges by itself and the strictest answer counts (see `judge`).
 */
export interface ApprovalPolicy {
  readonly deny: readonly ApprovalRule[];
  readonly ask: readonly ApprovalRule[];
  readonly allow: readonly ApprovalRule[];
  /** Where write accesses may go at all: path globs. Says nothing about reads. */
  readonly writeAllow: "any" | readonly string[];
  /** For an effect above `read_only` that no rule names. @default "ask" */
  readonly otherwise: Decision;
  /** Whose yes its questions take. @default one of anybody */
  readonly approvers?: Approvers;
}

/** What holds where nobody said anything: reading is free, everything else is asked. */
export const ASK_ABOVE_READING: ApprovalPolicy = {
  deny: [],
  ask: [],
  allow: [],
  writeAllow: "any",
  otherwise: "ask",
};

/** Adds nothing to what the ancestors ask. */
export const NOTHING_FURTHER: ApprovalPolicy = { ...ASK_ABOVE_READING, otherwise: "allow" };

/**
 * The policies of a chain and what is added below it. Where nobody said anything before, that everything
 * above reading is asked stays part of it: the first policy of a child would loosen it otherwise.
 */
export function withFurther(
  chain: readonly ApprovalPolicy[],
  further: readonly ApprovalPolicy[],
): readonly ApprovalPolicy[] {
  if (further.length === 0) return chain;
  return [...(chain.length === 0 ? [ASK_ABOVE_READING] : chain), ...further];
}

export function stricterDecision(a: Decision, b: Decision): Decision {
  return DECISIONS.indexOf(a) >= DECISIONS.indexOf(b) ? a : b;
}
