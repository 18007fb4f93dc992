import { isSettled } from "../../worker/status.ts";
import type { Worker } from "../../worker/worker.ts";
import { runOf } from "../../worker/workflow-actions.ts";
import type { Outcome } from "../branch.ts";
import { branchOf, type Edge, fits } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import { scheduleOf } from "./run.ts";
import type { Schedule } from "./schedule.ts";
import type { Ended, Running, Visit } from "./visit.ts";

/** A run as people and programs ask about it; everything in it follows from the journal. Plain JSON. */
export interface ExplainedRun {
  readonly workflow: string;
  readonly digest: string;
  readonly run: number;
  readonly status: string;
  readonly reason: string | null;
  readonly steps: readonly ExplainedStep[];
  /** Nodes that never began, because nothing led to them or the run came to its end before. */
  readonly skipped: readonly string[];
  readonly transitions: readonly Transition[];
}

export interface ExplainedStep {
  readonly visit: string;
  readonly node: string;
  readonly kind: string;
  /** `running` while it is under way. */
  readonly outcome: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Names what was done; the same work has the same key in any run. */
  readonly key: string;
  readonly worker: string | null;
  /** Whose result it is, when it was taken over. */
  readonly reused: string | null;
  /** Edges out of it, and whether its outcome took them. */
  readonly edges: readonly { readonly to: string; readonly on: string; readonly taken: boolean }[];
}

export interface Transition {
  readonly from: string;
  readonly to: string;
}

/** The present run of a worker that runs a workflow. Throws for one that has not begun to. */
export function explainedRun(worker: Worker): ExplainedRun {
  const { graph, number } = runOf(worker);
  const schedule = scheduleOf(runOf(worker));
  const { status } = worker;
  const visits = inOrder([...schedule.ended, ...schedule.running.values()]);
  const begun = new Set(visits.map(({ visit }) => visit.node));
  const nodes = isSettled(status.status) ? Object.keys(graph.nodes) : [...schedule.skipped];
  return {
    workflow: graph.name,
    digest: worker.request.workflow?.digest ?? "",
    run: number,
    status: status.status === "waiting" ? `waiting(${status.on})` : status.status,
    reason: "reason" in status ? status.reason : null,
    steps: visits.map((one) =>
      "settled" in one ? endedStep(graph, schedule, one) : runningStep(graph, one),
    ),
    skipped: nodes.filter((node) => !begun.has(node)),
    transitions: transitionsOf(schedule),
  };
}

/** As they ended; but a map comes before its branches, and those in the order of its items. */
function inOrder(visits: readonly (Ended | Running)[]): readonly (Ended | Running)[] {
  const places = new Map<string, number>();
  for (const [index, { visit }] of visits.entries()) {
    const family = visit.branch?.of ?? visit.id;
    if (!places.has(family)) places.set(family, index);
  }
  const place = ({ visit }: Ended | Running) => places.get(visit.branch?.of ?? visit.id) ?? 0;
  const within = ({ visit }: Ended | Running) => visit.branch?.index ?? -1;
  return visits.toSorted((a, b) => place(a) - place(b) || within(a) - within(b));
}

function endedStep(
  graph: WorkflowGraph,
  schedule: Schedule,
  { visit, settled, at, started }: Ended,
): ExplainedStep {
  const { outcome, code = null, reason = null, key, reused } = settled;
  return {
    ...named(graph, visit),
    outcome,
    code,
    reason,
    attempts: started?.attempt ?? 1,
    startedAt: started?.since ?? null,
    finishedAt: at,
    key,
    worker: started?.started.child ?? null,
    reused: reused?.worker ?? null,
    edges: visit.branch === undefined ? edgesOf(graph, visit, schedule, outcome) : [],
  };
}

function runningStep(graph: WorkflowGraph, { visit, started, attempt, since }: Running): ExplainedStep {
  return {
    ...named(graph, visit),
    outcome: "running",
    code: null,
    reason: null,
    attempts: attempt,
    startedAt: since,
    finishedAt: null,
    key: started.key,
    worker: started.child ?? null,
    reused: null,
    edges: [],
  };
}

function named(
  { nodes }: WorkflowGraph,
  { id, node }: Visit,
): Pick<ExplainedStep, "visit" | "node" | "kind"> {
  return { visit: id, node, kind: nodes[node]?.kind ?? "" };
}

/** A visit that failed and was tried again led to nothing before it was mended. */
function edgesOf(
  { edges }: WorkflowGraph,
  { id, node }: Visit,
  schedule: Schedule,
  outcome: Outcome,
): ExplainedStep["edges"] {
  const fitted = (edge: Edge) => fits(edge, outcome) || branchOf(edge) === "exhausted";
  const led = new Set(
    [...schedule.visits.values()].flatMap((visit) => (visit.from.includes(id) ? visit.node : [])),
  );
  return edges
    .filter(({ from }) => from === node)
    .map((edge) => ({ to: edge.to, on: branchOf(edge), taken: led.has(edge.to) && fitted(edge) }));
}

function transitionsOf({ visits }: Schedule): readonly Transition[] {
  return [...visits.values()]
    .filter(({ branch }) => branch === undefined)
    .flatMap(({ id, from }) => from.map((source) => ({ from: source, to: id })));
}
