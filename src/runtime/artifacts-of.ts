import { artifactKind } from "../core/artifacts/artifact-kind.ts";
import type { KeptArtifact } from "../core/artifacts/kept-artifact.ts";
import { allArtifacts } from "../core/worker/all-artifacts.ts";
import type { Store, StreamHead } from "../ports/store.ts";
import type { ArtifactFilter } from "./legate-options.ts";
import { allBelow } from "./list-children.ts";
import { loadWorker } from "./load-worker.ts";

/** What a worker has, or it and everything below it, in the order in which it came: the eldest worker first. */
export async function artifactsOf(
  store: Store,
  head: StreamHead,
  { kind, tree = false }: ArtifactFilter,
): Promise<readonly KeptArtifact[]> {
  const workers = [head.worker, ...(tree ? await allBelow(store, head) : [])];
  const found: KeptArtifact[] = [];
  for (const worker of workers) found.push(...allArtifacts(await loadWorker(store, worker)));
  const wanted = kind === undefined ? undefined : artifactKind(kind);
  return found.filter((artifact) => wanted === undefined || artifact.kind === wanted);
}
