import { isUnannotated } from "./effect-level.ts";
import { higherLevel, type SideEffectLevel } from "./side-effect-level.ts";
import { EFFECT_CLASSES, type EffectClass, type ToolAnnotations, UNANNOTATED } from "./tool-annotations.ts";

/** What someone other than the operator says of a tool: a child's file, or an MCP server's hints. */
export interface AnnotationProposal {
  readonly sideEffects?: SideEffectLevel;
  readonly effectClass?: EffectClass;
  /** Capability to the operations the tool is said to use; an empty list claims all of them. */
  readonly capabilities?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The operator's annotation, made stricter by a proposal and never milder: the higher level, the
 * stronger effect class, the capabilities of both. Kind and path parameters stay the operator's,
 * since more of them can also satisfy a constraint. A tool the operator did not annotate stays
 * `network` and `once`, whatever is proposed.
 */
export function raiseAnnotations(
  operator: ToolAnnotations | undefined,
  proposal: AnnotationProposal,
): ToolAnnotations {
  if (operator === undefined || isUnannotated(operator)) return UNANNOTATED;
  return {
    ...operator,
    sideEffects: higherLevel(operator.sideEffects, proposal.sideEffects ?? "none"),
    effectClass: strongerClass(operator.effectClass, proposal.effectClass ?? "read"),
    capabilities: bothCapabilities(operator.capabilities, proposal.capabilities ?? {}),
  };
}

function strongerClass(a: EffectClass, b: EffectClass): EffectClass {
  return EFFECT_CLASSES.indexOf(a) >= EFFECT_CLASSES.indexOf(b) ? a : b;
}

type Claims = ToolAnnotations["capabilities"];

function bothCapabilities(a: Claims, b: Claims): Claims {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(names.map((name) => [name, bothOperations(claim(a, name), claim(b, name))]));
}

function claim(claims: Claims, name: string): readonly string[] | undefined {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function bothOperations(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] {
  if (a?.length === 0 || b?.length === 0) return [];
  return [...new Set([...(a ?? []), ...(b ?? [])])].sort();
}
