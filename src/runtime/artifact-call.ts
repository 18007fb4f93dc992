import { artifactFrom, bodyOf } from "../core/artifacts/artifact.ts";
import type { ArtifactRequest } from "../core/artifacts/artifact-request.ts";
import { renderArtifacts } from "../core/artifacts/render.ts";
import type { WorkerRecord } from "../core/journal/record.ts";
import { cutText } from "../core/transcript/observation-mask.ts";
import type { Call } from "../core/worker/call.ts";
import { asData } from "../core/worker/notices.ts";
import { isFailure } from "../ports/failure.ts";
import type { ToolOutput } from "../ports/toolbox.ts";
import type { Drive } from "./drive.ts";
import { findArtifact, namedArtifacts } from "./find-artifact.ts";
import { finished } from "./finished-call.ts";

/**
 * Calls about artifacts happen in the commit that says that they happened. The id follows from the call, so
 * that repeating one, after a crash, makes the same artifact.
 */
export async function artifactCall(
  drive: Drive,
  call: Call,
  request: ArtifactRequest,
  startedMs: number,
): Promise<void> {
  const { held, ports } = drive;
  const { output, records = [] } =
    request.verb === "keep" ? kept(drive, call, request) : await read(drive, request);
  const durationMs = Math.round(ports.clock.monotonicMs() - startedMs);
  await held.append([...records, finished(ports.hasher, call, output, durationMs).record]);
}

interface Answer {
  readonly output: ToolOutput;
  readonly records?: readonly WorkerRecord[];
}

function kept({ held, ports }: Drive, call: Call, { draft }: ArtifactRequest & { verb: "keep" }): Answer {
  const { worker } = held;
  const known = namedArtifacts(worker);
  const unknown = (draft.lineage ?? []).filter((id) => !known.includes(id));
  if (unknown.length > 0) return refused(`derived_from: there is no artifact ${unknown.join(", ")}`);
  const artifact = artifactFrom(draft, {
    id: `artifact_${worker.id.slice("worker_".length)}_${call.id}`,
    createdAt: ports.clock.now(),
    source: worker.id,
  });
  return {
    output: { status: "ok", text: JSON.stringify({ kept: artifact.id }) },
    records: [{ type: "artifact.produced", call: call.id, artifact }],
  };
}

async function read(
  { held, ports }: Drive,
  { artifact: id }: ArtifactRequest & { verb: "read" },
): Promise<Answer> {
  try {
    const { data: _, ...found } = await findArtifact(ports.store, held.worker, id).then(withBodyAsText);
    return { output: { status: "ok", text: asData(renderArtifacts([found])) } };
  } catch (error) {
    if (!isFailure(error, "bad-input")) throw error;
    return refused(error.message);
  }
}

/** As much as a model is shown of one call; those that models make are no longer. */
const MOST_BYTES = 65_536;

function withBodyAsText<A extends Parameters<typeof bodyOf>[0]>(artifact: A): A & { readonly text: string } {
  return { ...artifact, text: cutText(bodyOf(artifact), MOST_BYTES) };
}

function refused(reason: string): Answer {
  return { output: { status: "error", text: JSON.stringify({ error: "bad-input", reason }) } };
}
