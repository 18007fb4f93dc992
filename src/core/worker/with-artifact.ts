import type { ArtifactRecord } from "../artifacts/artifact.ts";
import type { ArtifactOrigin } from "../artifacts/kept-artifact.ts";
import type { Worker } from "./worker.ts";

/** The worker with one artifact more, which the record brings that is being folded now. */
export function withArtifact(
  worker: Worker,
  artifact: ArtifactRecord,
  by: Pick<ArtifactOrigin, "way" | "call">,
): Worker {
  const origin = { ...by, worker: worker.id, cycle: worker.cycle, seq: worker.seq + 1 };
  return { ...worker, artifacts: [...worker.artifacts, { ...artifact, origin }] };
}
