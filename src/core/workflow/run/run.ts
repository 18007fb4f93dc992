import { type AppendOnly, added, EMPTY } from "../../append-only.ts";
import type { NodeRecord } from "../../journal/node-record.ts";
import type { JsonObject } from "../../json.ts";
import type { WorkflowGraph } from "../graph.ts";
import type { Happened } from "./happened.ts";
import { Schedule } from "./schedule.ts";
import type { Visit } from "./visit.ts";
import { needsFiles } from "./work-of.ts";

type Event = Happened<NodeRecord | { readonly type: "worker.resumed" }>;

/** One run of a graph, as the journal tells it: the fold of the records of its nodes. */
export interface WorkflowRun {
  readonly graph: WorkflowGraph;
  /** The cycle of the worker that it is. */
  readonly number: number;
  /** Whether its nodes have files in common. */
  readonly sharesFiles: boolean;
  readonly events: AppendOnly<Event>;
  readonly finished?: { readonly outputs?: JsonObject; readonly problem?: string };
}

export function newRun(graph: WorkflowGraph, number: number, sharesFiles: boolean): WorkflowRun {
  return { graph, number, sharesFiles, events: EMPTY };
}

export function withEvent(run: WorkflowRun, event: Event): WorkflowRun {
  const { record } = event;
  if (record.type !== "workflow.finished") return { ...run, events: added(run.events, event) };
  const { type: _, ...finished } = record;
  return { ...run, finished };
}

/**
 * The schedule after all records of the run. The newest version of a run is brought up to date by its new
 * records alone; of an older version it is made anew. Valid until the run has one record more.
 */
export function scheduleOf(run: WorkflowRun): Schedule {
  const { shared, length } = run.events;
  const known = kept.get(shared);
  const usable = known !== undefined && known.graph === run.graph && known.length <= length;
  const from = usable ? known : { graph: run.graph, schedule: begun(run), length: 0 };
  for (let index = from.length; index < length; index++) take(from.schedule, shared[index]);
  if (length > from.length) kept.set(shared, { ...from, length });
  return from.schedule;
}

interface Kept {
  readonly graph: WorkflowGraph;
  readonly schedule: Schedule;
  readonly length: number;
}

const kept = new WeakMap<readonly Event[], Kept>();

function begun({ graph, number, sharesFiles }: WorkflowRun): Schedule {
  const alone = (visit: Visit) => sharesFiles && needsFiles(graph, visit);
  return new Schedule(graph, number === 1 ? "" : `${number}.`, alone);
}

function take(schedule: Schedule, event: Event | undefined): void {
  if (event === undefined) return;
  const { record, ...place } = event;
  if (record.type === "node.started") schedule.started({ ...place, record });
  else if (record.type === "node.repairing") schedule.repairing({ ...place, record });
  else if (record.type === "node.retrying") schedule.retrying({ ...place, record });
  else if (record.type === "node.settled") schedule.settled({ ...place, record });
  else if (record.type === "worker.resumed") schedule.resumed();
}
