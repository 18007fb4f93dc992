import { z } from "zod";
import { type ArtifactDraft, type ArtifactRecord, FRESHNESS } from "../core/artifacts/artifact.ts";
import { artifactKind } from "../core/artifacts/artifact-kind.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { type Parsed, parseWith } from "./policy/parsed.ts";
import { text } from "./worker-fields.ts";

/** An artifact as an outsider writes it: anything may be missing, nothing may be unknown or of another kind. */
export function parseArtifactDraft(value: unknown): Parsed<ArtifactDraft> {
  return parseWith(artifactDraft, value);
}

/** An artifact as it is kept: everything there. */
export function parseArtifact(value: unknown): Parsed<ArtifactRecord> {
  return parseWith(artifactRecord, value);
}

const json = z.json().transform((value): Json => value);

const fields = {
  id: text,
  kind: z.string().transform(artifactKind),
  title: text,
  source: text,
  createdAt: z.iso.datetime().transform((time) => new Date(time).toISOString()),
  priority: z.int(),
  lineage: z.array(text),
  estimatedTokens: z.int().nonnegative(),
  metadata: z.record(z.string(), z.json()).transform((value): JsonObject => value),
};

const content = {
  text: z.string().exactOptional(),
  data: json.exactOptional(),
  freshness: z.enum(FRESHNESS).exactOptional(),
  relevance: z.number().exactOptional(),
};

export const artifactRecord = z.strictObject({ ...fields, ...content }) satisfies z.ZodType<ArtifactRecord>;

/** Strict, and it must say something. */
export const artifactDraft = z
  .strictObject({
    id: fields.id.exactOptional(),
    kind: fields.kind.exactOptional(),
    title: fields.title.exactOptional(),
    source: fields.source.exactOptional(),
    createdAt: fields.createdAt.exactOptional(),
    priority: fields.priority.exactOptional(),
    lineage: fields.lineage.exactOptional(),
    estimatedTokens: fields.estimatedTokens.exactOptional(),
    metadata: fields.metadata.exactOptional(),
    ...content,
  })
  .refine(({ text, data }) => text !== undefined || data !== undefined, {
    message: "needs `text` or `data`: an artifact says something",
  });
