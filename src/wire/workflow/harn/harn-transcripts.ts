import type { TranscriptSource } from "../../../core/workflow/agent-work.ts";
import type { HarnGraph, HarnNode } from "./harn-graph-shape.ts";

/** Kinds that have a conversation. */
const TALKING: readonly HarnNode["kind"][] = ["stage", "subagent"];

/**
 * Whose conversation a node goes on from: in Harn a run has one, which every stage adds to. Here it is that of
 * the one talking node before it; with several before it, which one came last is chance, and it begins anew.
 */
export function transcriptOf(
  { nodes, edges }: HarnGraph,
  back: ReadonlySet<number>,
  id: string,
): TranscriptSource | "several" | undefined {
  const { mode, compact, keep_last } = nodes[id]?.transcript_policy ?? {};
  if (mode === "reset") return undefined;
  const before = new Set<string>();
  const seen = new Set([id]);
  for (const at of seen) {
    for (const [place, { from, to }] of edges.entries()) {
      if (to !== at || back.has(place)) continue;
      const source = nodes[from];
      if (source !== undefined && TALKING.includes(source.kind)) before.add(from);
      else seen.add(from);
    }
  }
  const [from, another] = before;
  if (from === undefined) return undefined;
  if (another !== undefined) return "several";
  const source = { from, ...visibleOf(nodes[from]) };
  if (compact === true || mode === "compact") return { ...source, mode: "compact", keepLast: keep_last ?? 6 };
  return mode === "fork" ? { ...source, mode } : source;
}

/** Whether a node leaves only what was said of its conversation. Other words for that mean nothing in Harn. */
export function isPublic(visibility: unknown): boolean {
  return visibility === "public" || visibility === "public_only";
}

function visibleOf(node: HarnNode | undefined): Pick<TranscriptSource, "visibility"> {
  return isPublic(node?.transcript_policy?.visibility) ? { visibility: "public" } : {};
}
