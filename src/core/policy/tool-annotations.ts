import type { SideEffectLevel } from "./side-effect-level.ts";

/** What a tool does, in the vocabulary of ACP tool kinds. */
export const TOOL_KINDS = [
  "read",
  "edit",
  "delete",
  "move",
  "search",
  "execute",
  "think",
  "fetch",
  "other",
] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/**
 * What may be done with a call whose outcome is not known, because its driver died between intent
 * and outcome: `read` runs again; `idempotent` runs again under the same key; `reconcilable` asks
 * its probe; `once` becomes `outcome_unknown` and is never repeated silently.
 */
export const EFFECT_CLASSES = ["read", "idempotent", "reconcilable", "once"] as const;
export type EffectClass = (typeof EFFECT_CLASSES)[number];

/**
 * What the operator's registry says of a tool. A child, a model or an MCP server cannot relabel it.
 * An unannotated tool counts as `network` and `once` (see `UNANNOTATED`).
 */
export interface ToolAnnotations {
  readonly kind: ToolKind;
  readonly sideEffects: SideEffectLevel;
  readonly effectClass: EffectClass;
  /** Names of the arguments that hold paths, in the order in which constraints look at them. */
  readonly pathParameters: readonly string[];
  /** Capability to operations, e.g. `{ workspace: ["read_text"] }`. */
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
}

export const UNANNOTATED: ToolAnnotations = {
  kind: "other",
  sideEffects: "network",
  effectClass: "once",
  pathParameters: [],
  capabilities: {},
};
