import fc from "fast-check";
import { type ArtifactRecord, artifactFrom, FRESHNESS } from "../../../src/core/artifacts/artifact.ts";
import type { ContextPolicy } from "../../../src/core/artifacts/context-policy.ts";

const id = fc.integer({ min: 0, max: 5 }).map((n) => `a${n}`);
const kind = fc.constantFrom("plan", "diff", "summary", "odd");

/** Artifacts that often share ids, bodies and ranks. */
export const anyArtifact: fc.Arbitrary<ArtifactRecord> = fc
  .record(
    {
      id,
      kind,
      title: fc.string(),
      text: fc.constantFrom("", "same", "x".repeat(40), "é".repeat(100)),
      data: fc.constantFrom(null, 7, { a: [1] }),
      createdAt: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"),
      freshness: fc.constantFrom(...FRESHNESS),
      priority: fc.integer({ min: 0, max: 3 }),
      relevance: fc.constantFrom(0, 0.5, 1),
      estimatedTokens: fc.integer({ min: 0, max: 60 }),
    },
    { requiredKeys: ["id"] },
  )
  .map((draft) => artifactFrom(draft, { id: "unused", createdAt: "2026-01-03T00:00:00.000Z", source: "me" }));

const few = fc.integer({ min: 0, max: 6 });

export const anyContextPolicy: fc.Arbitrary<ContextPolicy> = fc.record(
  {
    maxArtifacts: few,
    maxTokens: fc.integer({ min: 0, max: 200 }),
    reserveTokens: fc.integer({ min: 0, max: 50 }),
    includeKinds: fc.uniqueArray(kind),
    excludeKinds: fc.uniqueArray(kind, { maxLength: 1 }),
    prioritizeKinds: fc.uniqueArray(kind),
    pinned: fc.uniqueArray(id, { maxLength: 2 }),
    preferFresh: fc.boolean(),
    preferRecent: fc.boolean(),
  },
  { requiredKeys: [] },
);

export const anyArtifacts = fc.array(anyArtifact, { maxLength: 15 });
