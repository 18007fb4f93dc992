import type { KeptArtifact } from "./kept-artifact.ts";

/** What was made from what: every artifact once, and those that are only named by others. */
export interface Lineage {
  readonly artifacts: readonly KeptArtifact[];
  /** Ids that an artifact says it was made from, and that are not among these. */
  readonly elsewhere: readonly string[];
  readonly edges: readonly LineageEdge[];
}

/** `to` was made from `from`. */
export interface LineageEdge {
  readonly from: string;
  readonly to: string;
}

/** The lineage of these artifacts. One that several workers have, because it was handed on, counts where it was first. */
export function lineageOf(all: readonly KeptArtifact[]): Lineage {
  const byId = new Map<string, KeptArtifact>();
  for (const artifact of all) if (!byId.has(artifact.id)) byId.set(artifact.id, artifact);
  const artifacts = [...byId.values()];
  const edges = artifacts.flatMap(({ id: to, lineage }) =>
    [...new Set(lineage)].map((from) => ({ from, to })),
  );
  const elsewhere = [...new Set(edges.map(({ from }) => from))].filter((id) => !byId.has(id));
  return { artifacts, elsewhere, edges };
}

/** The artifacts that nothing here was made into, before them what they were made from, each once. */
export function ancestryOf({ edges }: Lineage, id: string): readonly string[] {
  const found = new Set<string>();
  const from = (one: string): void => {
    for (const edge of edges) {
      if (edge.to !== one || found.has(edge.from)) continue;
      found.add(edge.from);
      from(edge.from);
    }
  };
  from(id);
  return [...found].filter((one) => one !== id);
}
