import { z } from "zod";
import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { EFFECT_CLASSES, TOOL_KINDS, type ToolAnnotations } from "../../core/policy/tool-annotations.ts";
import { type Parsed, parseWith } from "./parsed.ts";

/** What an operator says of tools, by exact tool name. */
export type AnnotationRegistry = Readonly<Record<string, ToolAnnotations>>;

/**
 * The operator's registry: tool name to `{ kind, sideEffects, effectClass, pathParameters?,
 * capabilities? }`. What decides about authority has no default.
 */
export function parseAnnotations(value: unknown): Parsed<AnnotationRegistry> {
  return parseWith(registry, value);
}

/** A registry as JSON; `parseAnnotations` of it is the same registry. */
export function printAnnotations(annotations: AnnotationRegistry): AnnotationRegistry {
  return annotations;
}

const annotations: z.ZodType<ToolAnnotations> = z.strictObject({
  kind: z.enum(TOOL_KINDS),
  sideEffects: z.enum(SIDE_EFFECT_LEVELS),
  effectClass: z.enum(EFFECT_CLASSES),
  pathParameters: z.array(z.string().min(1)).default([]),
  capabilities: z.record(z.string().min(1), z.array(z.string().min(1))).default({}),
});

const registry = z.record(z.string().min(1), annotations);
