import type { PolicyRequest } from "../core/policy/policy-request.ts";
import { parseHarnPolicy } from "./policy/harn-policy.ts";
import type { Parsed } from "./policy/parsed.ts";

/**
 * What a capability policy of Harn's claims in the dimensions that mean the same here: the level of side
 * effects and the depth of delegation. Tools, capabilities and paths are names of another program and
 * another machine, so they are for reading only. A policy that cannot be read is a problem.
 */
export function harnClaim(policy: unknown): Parsed<PolicyRequest> {
  if (policy === null || policy === undefined) return { ok: true, value: {} };
  const parsed = parseHarnPolicy(policy, { directory: "/" });
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ path, message }) => ({
      path: ["carry_policy", "policy", ...path],
      message,
    }));
    return { ok: false, problems };
  }
  const { sideEffects, delegation } = parsed.value.policy;
  return {
    ok: true,
    value: {
      ...(sideEffects === undefined ? {} : { sideEffects }),
      ...(delegation === undefined ? {} : { delegation }),
    },
  };
}
