import { z } from "zod";
import { type ArtifactDraft, FRESHNESS } from "../core/artifacts/artifact.ts";
import type { HarnArtifact } from "./harn-snapshot-shape.ts";
import { readHarnTime } from "./harn-time.ts";

/**
 * Artifacts of Harn's, as ours. An id that an earlier one has is given anew; a time or a freshness that says
 * nothing here is left out.
 */
export function harnArtifacts(artifacts: readonly HarnArtifact[]): readonly ArtifactDraft[] {
  const known = new Set<string>();
  return artifacts.map((artifact) => {
    const id = said(artifact.id);
    const isNew = id !== undefined && !known.has(id);
    if (isNew) known.add(id);
    return { ...(isNew ? { id } : {}), ...draftOf(artifact) };
  });
}

/** Data of Harn's artifacts nests whole runs and transcripts; beside a text it is left out. */
function draftOf(artifact: HarnArtifact): ArtifactDraft {
  const { data, text, stage, metadata, priority, relevance, lineage } = artifact;
  const createdAt = readHarnTime(artifact.created_at ?? "");
  const freshness = FRESHNESS.find((one) => one === artifact.freshness);
  const tokens = artifact.estimated_tokens;
  const draft = {
    kind: said(artifact.kind),
    title: said(artifact.title),
    text: text ?? undefined,
    data: text == null && data != null ? z.json().parse(data) : undefined,
    source: said(artifact.source),
    createdAt,
    freshness,
    priority: priority == null ? undefined : Math.round(priority),
    lineage: lineage ?? undefined,
    relevance: relevance ?? undefined,
    estimatedTokens: tokens == null ? undefined : Math.max(0, Math.ceil(tokens)),
    metadata: stage == null ? (metadata ?? undefined) : { ...metadata, stage },
  };
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

function said(text: string | null | undefined): string | undefined {
  return text == null || text.trim() === "" ? undefined : text;
}
