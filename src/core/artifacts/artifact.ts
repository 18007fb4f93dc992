import { estimatedTokens } from "../estimated-tokens.ts";
import type { Json, JsonObject } from "../json.ts";
import { artifactKind, defaultPriority } from "./artifact-kind.ts";

/** A typed result of some work, as it travels between cycles and workers. Everything filled in. */
export interface ArtifactRecord {
  readonly id: string;
  /** One of `KIND_PRIORITY`, or any other name. */
  readonly kind: string;
  readonly title: string;
  readonly text?: string;
  readonly data?: Json;
  /** Who made it: a worker's id, or what the caller says. */
  readonly source: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** Absent is between `recent` and `stale`. */
  readonly freshness?: Freshness;
  /** More is kept first. */
  readonly priority: number;
  /** Ids of the artifacts it was made from. */
  readonly lineage: readonly string[];
  /** To the task at hand, more is better; absent is less than any. */
  readonly relevance?: number;
  /** Of its body; never less than what the body's length says. */
  readonly estimatedTokens: number;
  /** Free labels; never interpreted. */
  readonly metadata: JsonObject;
}

export const FRESHNESS = ["live", "fresh", "recent", "stale"] as const;
export type Freshness = (typeof FRESHNESS)[number];

/** An artifact of which anything may still be missing. */
export type ArtifactDraft = Partial<ArtifactRecord>;

/** Fills in what is missing. What was filled in once stays the same when it is done again. */
export function artifactFrom(draft: ArtifactDraft, birth: ArtifactBirth): ArtifactRecord {
  const { id, createdAt, source } = { ...birth, ...draft };
  const kind = artifactKind(draft.kind ?? "");
  return {
    ...draft,
    id,
    kind,
    title: draft.title ?? `${kind} ${id}`,
    source,
    createdAt,
    priority: draft.priority ?? defaultPriority(kind),
    lineage: draft.lineage ?? [],
    estimatedTokens: Math.max(draft.estimatedTokens ?? 0, estimatedTokens(bodyOf(draft))),
    metadata: draft.metadata ?? {},
  };
}

/** What a draft that does not say gets. */
export type ArtifactBirth = Pick<ArtifactRecord, "id" | "createdAt" | "source">;

/** What a reader sees of it: its text, or else its data as compact JSON. */
export function bodyOf({ text, data }: Pick<ArtifactDraft, "text" | "data">): string {
  if (text !== undefined && text !== "") return text;
  return data === undefined ? "" : JSON.stringify(data);
}
