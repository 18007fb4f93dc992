import type { ArtifactRecord } from "../artifacts/artifact.ts";

/** A call made an artifact; in the same commit as the outcome of that call, before it. */
export interface ArtifactProduced {
  readonly type: "artifact.produced";
  readonly call: string;
  readonly artifact: ArtifactRecord;
}
