import type { KeptArtifact } from "../artifacts/kept-artifact.ts";
import { runArtifacts } from "../workflow/run/run-artifacts.ts";
import type { Worker } from "./worker.ts";

/** What a worker has, by the records that brought it: its own, and for one that runs a workflow those of its nodes. */
export function allArtifacts(worker: Worker): readonly KeptArtifact[] {
  const { id, run, artifacts } = worker;
  if (run === undefined || run.events.length === 0) return artifacts;
  const ofNodes = runArtifacts(id, run).map(({ node, seq, artifact }): KeptArtifact => {
    const origin = { way: "node", worker: id, cycle: run.number, seq, node } as const;
    return {
      ...artifact,
      lineage: [...artifact.lineage, ...handedBack(artifacts, artifact.metadata["worker"])],
      origin,
    };
  });
  return [...artifacts, ...ofNodes].toSorted((a, b) => a.origin.seq - b.origin.seq);
}

/** A node that another worker did is made from what that one handed back. */
function handedBack(artifacts: readonly KeptArtifact[], child: unknown): readonly string[] {
  return artifacts
    .filter(({ origin, source }) => origin.way === "child" && source === child)
    .map(({ id }) => id);
}
