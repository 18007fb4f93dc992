import type { NodeSpent, VisitRecord } from "../../journal/node-record.ts";
import type { Json } from "../../json.ts";
import type { Outcome } from "../branch.ts";
import type { Visit } from "./visit.ts";

type Settled = VisitRecord & { readonly type: "node.settled" };

export interface Result {
  readonly output?: Json;
  readonly text?: string;
  readonly spent?: NodeSpent;
}

/** It did what its kind says. */
export function succeeded(visit: Visit, key: string, result: Result = {}): Settled {
  return ended(visit, key, "success", result);
}

/** It ended in any other way; `code` is stable, `reason` for people. */
export function failed(
  visit: Visit,
  key: string,
  code: string,
  reason: string,
  result: Result = {},
): Settled {
  return { ...ended(visit, key, "failure", result), code, reason };
}

export function ended({ id, node }: Visit, key: string, outcome: Outcome, result: Result = {}): Settled {
  return { type: "node.settled", visit: id, node, outcome, key, ...result };
}

/** Failures that another try may mend. What was refused, or breaks a contract, stays so. */
export function isRetryable(code: string): boolean {
  return code.startsWith("model-") ? !FINAL.includes(code) : MENDABLE.includes(code);
}

const MENDABLE: readonly string[] = [
  "command-failed",
  "verification-failed",
  "timed-out",
  "stuck",
  "child-failed",
];

const FINAL: readonly string[] = [
  "model-authentication",
  "model-not-found",
  "model-bad-request",
  "model-context-overflow",
  "model-script-exhausted",
  "model-script-mismatch",
];
