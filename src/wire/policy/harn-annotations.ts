import { z } from "zod";
import type { AnnotationProposal } from "../../core/policy/raise-annotations.ts";
import { SIDE_EFFECT_LEVELS } from "../../core/policy/side-effect-level.ts";
import { TOOL_KINDS } from "../../core/policy/tool-annotations.ts";

const annotation = z.strictObject({
  kind: z.enum(TOOL_KINDS).exactOptional(),
  side_effect_level: z.enum(SIDE_EFFECT_LEVELS).exactOptional(),
  arg_schema: z
    .strictObject({
      path_params: z.array(z.string()).exactOptional(),
      arg_aliases: z.record(z.string(), z.string()).exactOptional(),
      required: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
  capabilities: z.record(z.string().min(1), z.array(z.string().min(1))).exactOptional(),
});

/** The `tool_annotations` of a Harn policy, by tool name. */
export const harnAnnotations = z.record(z.string().min(1), annotation);

/**
 * What of it can count. Kind and path parameters are the operator's to say: a policy that could set
 * them could hide a path from a constraint.
 */
export function proposalFrom({
  side_effect_level,
  capabilities,
}: z.infer<typeof annotation>): AnnotationProposal {
  return {
    ...(side_effect_level === undefined ? {} : { sideEffects: side_effect_level }),
    ...(capabilities === undefined ? {} : { capabilities }),
  };
}
