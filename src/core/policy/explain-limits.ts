import { TOP } from "./capability-policy.ts";
import { dimensionsOf } from "./dimensions.ts";
import { exceeding } from "./exceeding.ts";
import type { OwnedChain } from "./explain.ts";
import { narrow } from "./narrow.ts";
import type { PolicyRequest } from "./policy-request.ts";
import type { RuleOwner } from "./rule-owner.ts";

/** One limit of a policy as it stands, and the eldest that had it like this. */
export interface OwnedLimit {
  /** E.g. `sideEffects`, `budgets.tokens`. */
  readonly dimension: string;
  readonly value: unknown;
  readonly owner: RuleOwner;
}

/** Every dimension of what the chain leaves, and who brought it so far down. */
export function explainLimits(chain: OwnedChain): readonly OwnedLimit[] {
  const steps = soFar(chain);
  const left = steps.at(-1)?.values ?? {};
  return Object.entries(left).map(([dimension, value]) => {
    const text = JSON.stringify(value);
    const first = steps.find(({ values }) => JSON.stringify(values[dimension]) === text);
    return { dimension, value, owner: first?.owner ?? chain[0].owner };
  });
}

type Values = Readonly<Record<string, unknown>>;

/** What is left after each ceiling of the chain: one of a child that is older than a narrowing above it adds nothing. */
function soFar(chain: OwnedChain): readonly { readonly owner: RuleOwner; readonly values: Values }[] {
  let left = TOP;
  return chain.map(({ policy, owner }) => {
    left = narrow(left, policy);
    return { owner, values: dimensionsOf(left) };
  });
}

/** Whose ceiling is the first that lacks something which a request asks for by name. */
export function whoLacks(chain: OwnedChain, request: PolicyRequest): RuleOwner | undefined {
  return chain.find(({ policy }) => exceeding(policy, request).length > 0)?.owner;
}

/** Whose word it is that the worker may have none of its own. */
export function whoEndsDelegation(chain: OwnedChain): RuleOwner | undefined {
  return chain.find(({ policy, generationsAbove }) => {
    const { maxDepth } = policy.delegation;
    return maxDepth !== "any" && maxDepth <= generationsAbove;
  })?.owner;
}
