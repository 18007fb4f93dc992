import { withFurther } from "./approval-policy.ts";
import type { Ceiling } from "./ceiling.ts";
import { narrow } from "./narrow.ts";

/**
 * What both ceilings allow: how a ceiling that was found in a file is taken. What it claims can only
 * take away from what the operator here gives.
 */
export function meetCeilings(given: Ceiling, claimed: Ceiling): Ceiling {
  return {
    use: narrow(given.use, claimed.use),
    grant: narrow(given.grant, claimed.grant),
    approvals: withFurther(given.approvals, claimed.approvals),
  };
}
