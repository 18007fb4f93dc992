import { type ArtifactDraft, artifactFrom } from "../core/artifacts/artifact.ts";
import type { WorkerRequest } from "../core/worker/request.ts";
import { LegateError } from "../ports/failure.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** The artifacts that a task comes with, everything filled in. Throws `bad-input` for an id that two have. */
export function givenArtifacts(
  { clock }: RuntimePorts,
  drafts: readonly ArtifactDraft[] = [],
): Pick<WorkerRequest, "artifacts"> {
  if (drafts.length === 0) return {};
  const artifacts = drafts.map((draft) =>
    artifactFrom(draft, { id: `artifact_${clock.uuid()}`, createdAt: clock.now(), source: "operator" }),
  );
  const twice = artifacts.find(({ id }, index) => artifacts.findIndex((one) => one.id === id) !== index);
  if (twice === undefined) return { artifacts };
  throw new LegateError(
    "bad-input",
    `Two of the artifacts have the id ${twice.id}; give each its own, or none.`,
  );
}
