import { z } from "zod";
import { artifactKind } from "../core/artifacts/artifact-kind.ts";
import type { ContextPolicy } from "../core/artifacts/context-policy.ts";
import { type Parsed, parseWith } from "./policy/parsed.ts";
import { text } from "./worker-fields.ts";

/** Which artifacts go on, as a person or a caller writes it down. Unknown fields are problems. */
export function parseContextPolicy(value: unknown): Parsed<ContextPolicy> {
  return parseWith(contextPolicy, value);
}

const count = z.int().nonnegative();
const kinds = z.array(text.transform(artifactKind));

export const contextPolicy = z.strictObject({
  maxArtifacts: count.exactOptional(),
  maxTokens: count.exactOptional(),
  reserveTokens: count.exactOptional(),
  includeKinds: kinds.exactOptional(),
  excludeKinds: kinds.exactOptional(),
  prioritizeKinds: kinds.exactOptional(),
  pinned: z.array(text).exactOptional(),
  preferFresh: z.boolean().exactOptional(),
  preferRecent: z.boolean().exactOptional(),
}) satisfies z.ZodType<ContextPolicy>;
