import { type ApprovalPolicy, withFurther } from "./approval-policy.ts";
import type { CapabilityPolicy, DelegationLimits, Limit } from "./capability-policy.ts";
import { exceeding } from "./exceeding.ts";
import { canonical, lowerLimit, narrow } from "./narrow.ts";
import { completed, type PolicyRequest } from "./policy-request.ts";

export { completed, type PolicyRequest } from "./policy-request.ts";

/**
 * The authority of a worker, by value: its own and all its ancestors' ceilings folded by `narrow`.
 * `use` is what it may do, `grant` what it may hand on; neither contains the other.
 */
export interface Ceiling {
  readonly use: CapabilityPolicy;
  readonly grant: CapabilityPolicy;
  /** One policy per ancestor that has one, the eldest first; the strictest answer counts. */
  readonly approvals: readonly ApprovalPolicy[];
}

export interface CeilingRequest {
  /** @default all that the parent may grant */
  readonly use?: PolicyRequest;
  /** @default what the child may use */
  readonly grant?: PolicyRequest;
  /** Added to the ancestors' policies. */
  readonly approval?: ApprovalPolicy;
}

export type CeilingAnswer =
  | { readonly ok: true; readonly ceiling: Ceiling }
  | { readonly ok: false; readonly refusal: CeilingRefusal };

export interface CeilingRefusal {
  readonly code: "exceeds-ceiling" | "may-not-delegate";
  /** What was asked for by name and is not the parent's to give, e.g. `use.tools: write_file`. */
  readonly missing: readonly string[];
}

/**
 * The ceiling of a child: both its sides lie inside the parent's `grant`, one generation lower. What
 * the request names (a tool, a level, a root, a host, an operation, a number) must be there, else it
 * is refused with every missing item; patterns and `"any"` are narrowed to what the parent has.
 *
 * The answer depends on nothing but its arguments, so authority can be taken again at send, resume and
 * fork, against what the parent's ceiling is then.
 */
export function childCeiling(parent: Ceiling, request: CeilingRequest = {}): CeilingAnswer {
  const levels = lowerLimit(parent.use.delegation.maxDepth, parent.grant.delegation.maxDepth);
  if (levels === 0) return refused("may-not-delegate", ["delegation.maxDepth: 1"]);
  const bound = narrow(parent.grant, limitedTo({ maxDepth: oneLess(levels) }));
  const missing = [...named("use", bound, request.use), ...named("grant", bound, request.grant)];
  if (missing.length > 0) return refused("exceeds-ceiling", missing);
  const use = narrow(bound, completed(request.use));
  const grant = request.grant === undefined ? use : narrow(bound, completed(request.grant));
  const own = request.approval === undefined ? [] : [request.approval];
  return { ok: true, ceiling: { use, grant, approvals: withFurther(parent.approvals, own) } };
}

/** The ceiling of a worker without a parent: what its operator gives it. `grant` is as `use` by default. */
export function rootCeiling(
  use: CapabilityPolicy,
  approval?: ApprovalPolicy,
  grant: CapabilityPolicy = use,
): Ceiling {
  return {
    use: canonical(use),
    grant: canonical(grant),
    approvals: approval === undefined ? [] : [approval],
  };
}

/** A ceiling made smaller, as an owner does to a live worker or a gateway to a known workspace. */
export function narrowCeiling(
  ceiling: Ceiling,
  by: CapabilityPolicy,
  further: readonly ApprovalPolicy[] = [],
): Ceiling {
  return {
    use: narrow(ceiling.use, by),
    grant: narrow(ceiling.grant, by),
    approvals: withFurther(ceiling.approvals, further),
  };
}

/** True when a worker with this many living children may have one more. */
export function hasRoomForChild(ceiling: Ceiling, livingChildren: number): boolean {
  const width = lowerLimit(ceiling.use.delegation.maxWidth, ceiling.grant.delegation.maxWidth);
  return width === "any" || livingChildren < width;
}

function named(side: string, bound: CapabilityPolicy, request: PolicyRequest | undefined): readonly string[] {
  return request === undefined ? [] : exceeding(bound, request).map((item) => `${side}.${item}`);
}

function limitedTo(delegation: Partial<DelegationLimits>): CapabilityPolicy {
  return completed({ delegation });
}

function oneLess(levels: Limit): Limit {
  return levels === "any" ? "any" : Math.max(0, levels - 1);
}

function refused(code: CeilingRefusal["code"], missing: readonly string[]): CeilingAnswer {
  return { ok: false, refusal: { code, missing } };
}
