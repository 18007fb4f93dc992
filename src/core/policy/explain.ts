import { stricterDecision } from "./approval-policy.ts";
import type { CallFacts } from "./call-facts.ts";
import { enforce, type Held, type Ruling } from "./enforce.ts";
import type { CallContext } from "./path-pattern.ts";
import type { RuleOwner } from "./rule-owner.ts";

/** A ceiling that a worker is held to, and whose word it is. */
export interface OwnedCeiling extends Held {
  readonly owner: RuleOwner;
  /** Generations between the worker it was said for and the one that is held to it. */
  readonly generationsAbove: number;
}

/** The eldest first: the first that its ancestors were held to, down to the worker's own. */
export type OwnedChain = readonly [OwnedCeiling, ...OwnedCeiling[]];

export interface Explanation extends Ruling {
  /** The eldest whose ceiling alone comes to this decision. */
  readonly owner: RuleOwner;
}

/**
 * What is to become of a call, and whose rule decided it. As each ceiling of the chain lies within those
 * before it, this is the decision of the last one; should a chain not be in that order, the strictest counts.
 */
export function explain(chain: OwnedChain, facts: CallFacts, context: CallContext = {}): Explanation {
  const [eldest, ...younger] = chain;
  return younger.reduce(
    (known, owned) => {
      const here = explanation(owned, facts, context);
      return stricterDecision(known.decision, here.decision) === known.decision ? known : here;
    },
    explanation(eldest, facts, context),
  );
}

function explanation(owned: OwnedCeiling, facts: CallFacts, context: CallContext): Explanation {
  return { ...enforce(owned, facts, context), owner: owned.owner };
}
