import { type ArtifactRecord, artifactFrom } from "../../artifacts/artifact.ts";
import { selectArtifacts } from "../../artifacts/select.ts";
import type { WorkerId } from "../../ids.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { NodeContext } from "../context.ts";
import type { InputContract } from "../contract.ts";
import type { MapWork } from "../map-node.ts";
import type { WorkflowNode } from "../node.ts";
import type { WorkflowRun } from "./run.ts";
import { scheduleOf } from "./run.ts";
import { before, shapeOf } from "./shape.ts";
import type { Ended, Visit } from "./visit.ts";
import { workOf } from "./work-of.ts";

/** The artifacts that a visit is given under its context, the most wanted first; none without one. */
export function contextOf(
  worker: WorkerId,
  run: WorkflowRun,
  visit: Visit,
  context: NodeContext | undefined,
  inputs: InputContract | undefined,
): readonly ArtifactRecord[] {
  if (context === undefined) return [];
  const { nodes, ...policy } = context;
  const earlier = before(shapeOf(run.graph), visit.node);
  const sources = nodes === undefined ? earlier : new Set(nodes);
  const given = runArtifacts(worker, run).filter(({ node }) => sources.has(node));
  const kinds = inputs?.kinds === undefined ? {} : { includeKinds: inputs.kinds };
  return selectArtifacts(
    given.map(({ artifact }) => artifact),
    { ...policy, ...kinds },
  ).kept;
}

/** What the visits of a run left so far, in the order of the graph, whatever the order in which they ended. */
export function runArtifacts(worker: WorkerId, run: WorkflowRun): readonly NodeArtifact[] {
  const places = new Map(Object.keys(run.graph.nodes).map((id, index) => [id, index]));
  const place = ({ visit }: Ended) => [
    places.get(visit.node) ?? 0,
    visit.number,
    visit.branch?.index ?? Number.MAX_SAFE_INTEGER,
  ];
  return scheduleOf(run)
    .ended.filter(leavesArtifact(run))
    .map((ended) => ({ ended, at: place(ended) }))
    .sort((a, b) => byPlace(a.at, b.at))
    .map(({ ended }) => {
      const { visit, seq } = ended;
      return { node: visit.node, seq, artifact: artifactOf(worker, run, ended) };
    });
}

export interface NodeArtifact {
  readonly node: string;
  /** The record that settled the visit which left it. */
  readonly seq: number;
  readonly artifact: ArtifactRecord;
}

/** As expressions see it. */
export function seenArtifact({
  id,
  kind,
  title,
  text = "",
  data = null,
  metadata,
}: ArtifactRecord): JsonObject {
  return { id, kind, title, text, data, node: metadata["node"] ?? "" };
}

function byPlace(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function leavesArtifact({ graph }: WorkflowRun): (ended: Ended) => boolean {
  return ({ visit, settled }) =>
    settled.outcome === "success" &&
    kindOf(workOf(graph, visit), visit, graph.nodes[visit.node]) !== undefined;
}

function artifactOf(
  worker: WorkerId,
  run: WorkflowRun,
  { visit, settled, at, started }: Ended,
): ArtifactRecord {
  const node = run.graph.nodes[visit.node];
  const work = workOf(run.graph, visit);
  const child = started?.started.child;
  const metadata: JsonObject = {
    node: visit.node,
    visit: visit.id,
    ...(child === undefined ? {} : { worker: child }),
  };
  return artifactFrom(
    {
      kind: kindOf(work, visit, node) ?? "artifact",
      title: `${node?.title ?? visit.node}${visit.branch === undefined ? "" : ` ${visit.branch.index}`}`,
      ...(settled.text === undefined ? {} : { text: settled.text }),
      ...(settled.output === undefined ? {} : { data: settled.output as Json }),
      lineage: started?.started.artifacts ?? [],
      metadata,
    },
    { id: `artifact_${worker.slice("worker_".length)}_${visit.id}`, createdAt: at, source: worker },
  );
}

/** The kind of the artifact that it leaves, if it leaves one. */
function kindOf(
  work: WorkflowNode | MapWork,
  { branch }: Visit,
  node: WorkflowNode | undefined,
): string | undefined {
  const contract = branch !== undefined && node?.kind === "map" ? node.contract : contractOf(work);
  const said = contract?.output?.kind;
  switch (work.kind) {
    case "stage":
      return said ?? "artifact";
    case "subagent":
    case "workflow":
      return said ?? "worker_result";
    case "verify":
      return said ?? "verification_result";
    case "command":
      return said ?? "command_result";
    case "reduce":
      return said ?? "summary";
    case "escalation":
      return "plan";
    case "approval":
    case "condition":
    case "fork":
    case "join":
    case "map":
    case "wait":
      return undefined;
  }
}

function contractOf(work: WorkflowNode | MapWork) {
  return "contract" in work ? work.contract : undefined;
}
