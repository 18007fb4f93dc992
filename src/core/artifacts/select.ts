import { type ArtifactRecord, bodyOf } from "./artifact.ts";
import type { ContextPolicy } from "./context-policy.ts";
import { byRank } from "./rank.ts";

/** What goes on, and for each artifact why it does or does not; both in the order of preference. */
export interface Selection<A extends ArtifactRecord = ArtifactRecord> {
  readonly kept: readonly A[];
  readonly verdicts: readonly Verdict[];
  /** Of everything kept, by the estimates. Above the policy's room only when the pinned ones alone are. */
  readonly tokens: number;
  /** Pinned ids that no artifact has. */
  readonly missing: readonly string[];
}

export interface Verdict {
  readonly artifact: string;
  readonly kept: boolean;
  readonly why: Why;
  /** Of a duplicate: the artifact with the same body that ranks before it. */
  readonly of?: string;
}

/** `count` and `tokens` say which limit left no room. */
export const WHY_KEPT = ["pinned", "fits", "kind", "duplicate", "count", "tokens"] as const;
export type Why = (typeof WHY_KEPT)[number];

/**
 * Filters, ranks and fits the room: the same artifacts under the same policy give the same selection,
 * however they are listed. One that does not fit is left out, and smaller ones after it may still fit.
 */
export function selectArtifacts<A extends ArtifactRecord>(
  artifacts: readonly A[],
  policy: ContextPolicy,
): Selection<A> {
  const kept: A[] = [];
  const verdicts: Verdict[] = [];
  const bodies = new Map<string, string>();
  let tokens = 0;
  for (const artifact of artifacts.toSorted(byRank(policy))) {
    const verdict = judged(artifact, policy, { count: kept.length, tokens, bodies });
    verdicts.push(verdict);
    if (!verdict.kept) continue;
    kept.push(artifact);
    tokens += artifact.estimatedTokens;
    if (!bodies.has(bodyOf(artifact))) bodies.set(bodyOf(artifact), artifact.id);
  }
  const ids = new Set(artifacts.map(({ id }) => id));
  const missing = (policy.pinned ?? []).filter((id) => !ids.has(id));
  return { kept, verdicts, tokens, missing };
}

interface Taken {
  readonly count: number;
  readonly tokens: number;
  /** Bodies taken already, with whose they are. */
  readonly bodies: ReadonlyMap<string, string>;
}

function judged(artifact: ArtifactRecord, policy: ContextPolicy, taken: Taken): Verdict {
  const { id, kind } = artifact;
  const dropped = (why: Why): Verdict => ({ artifact: id, kept: false, why });
  if (policy.pinned?.includes(id) === true) return { artifact: id, kept: true, why: "pinned" };
  if (!isWanted(kind, policy)) return dropped("kind");
  const body = bodyOf(artifact);
  const same = body === "" ? undefined : taken.bodies.get(body);
  if (same !== undefined) return { ...dropped("duplicate"), of: same };
  if (taken.count >= (policy.maxArtifacts ?? Number.POSITIVE_INFINITY)) return dropped("count");
  if (taken.tokens + artifact.estimatedTokens > roomIn(policy)) return dropped("tokens");
  return { artifact: id, kept: true, why: "fits" };
}

function isWanted(kind: string, { includeKinds, excludeKinds }: ContextPolicy): boolean {
  return includeKinds?.includes(kind) !== false && excludeKinds?.includes(kind) !== true;
}

function roomIn({ maxTokens, reserveTokens = 0 }: ContextPolicy): number {
  return maxTokens === undefined ? Number.POSITIVE_INFINITY : Math.max(0, maxTokens - reserveTokens);
}
