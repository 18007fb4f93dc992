import type { KeptArtifact } from "../core/artifacts/kept-artifact.ts";
import type { Worker } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Store } from "../ports/store.ts";
import { loadWorker } from "./load-worker.ts";

/**
 * An artifact that a worker may name: its own, or one that a child has reported and keeps in its journal.
 * Rejects with `bad-input` for any other, with those that there are.
 */
export async function findArtifact(store: Store, worker: Worker, id: string): Promise<KeptArtifact> {
  const own = worker.artifacts.find((artifact) => artifact.id === id);
  if (own !== undefined) return own;
  const maker = worker.children.find(({ report }) => report?.artifacts?.some((one) => one.id === id));
  const made = maker === undefined ? undefined : await artifactOf(store, maker.id, id);
  if (made !== undefined) return made;
  throw new LegateError("bad-input", `There is no artifact ${id}; ${knownTo(worker)}.`);
}

/** Every id that `findArtifact` finds for it. */
export function namedArtifacts({ artifacts, children }: Worker): readonly string[] {
  const reported = children.flatMap(({ report }) => report?.artifacts ?? []);
  return [...new Set([...artifacts, ...reported].map(({ id }) => id))];
}

function knownTo(worker: Worker): string {
  const known = namedArtifacts(worker);
  return known.length === 0 ? "there are none" : `there are: ${known.slice(-MOST_NAMED).join(", ")}`;
}

const MOST_NAMED = 20;

async function artifactOf(store: Store, child: Worker["id"], id: string): Promise<KeptArtifact | undefined> {
  try {
    return (await loadWorker(store, child)).artifacts.find((artifact) => artifact.id === id);
  } catch (error) {
    if (isFailure(error, "unknown-worker")) return undefined; // removed for good since it reported
    throw error;
  }
}
