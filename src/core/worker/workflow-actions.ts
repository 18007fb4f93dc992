import { needOf } from "../budget/reserve.ts";
import { callTrip, type Trip, turnTrip } from "../budget/trip.ts";
import { hasRoomForChild } from "../policy/ceiling.ts";
import { scheduleOf, type WorkflowRun } from "../workflow/run/run.ts";
import type { Schedule } from "../workflow/run/schedule.ts";
import { USUAL_CONCURRENCY } from "../workflow/run/usual-concurrency.ts";
import type { Running, Visit } from "../workflow/run/visit.ts";
import { asksModel, makesChild, workOf } from "../workflow/run/work-of.ts";
import { type Call, isOpen, isOrphan, isRepeatable, nextEscalation } from "./call.ts";
import { type Child, isAtRest, isLiving } from "./children.ts";
import { escalationAnswer } from "./escalation-answer.ts";
import { callOf } from "./node-call.ts";
import { isSettled } from "./status.ts";
import type { Moment } from "./step.ts";
import type { Worker } from "./worker.ts";

/** One thing to do for a workflow now. */
export type NodeAction =
  /** It may begin. */
  | { readonly do: "begin"; readonly visit: Visit }
  /** Its model is to be asked; nobody does so yet. */
  | { readonly do: "ask"; readonly running: Running }
  /** Its call goes through the gateway. */
  | { readonly do: "call"; readonly running: Running; readonly call: Call }
  | { readonly do: "escalate"; readonly call: Call }
  /** What it waited for is there: its call, its child, a person's word, its time. */
  | { readonly do: "judge"; readonly running: Running }
  /** Its time is up. */
  | { readonly do: "expire"; readonly running: Running }
  /** Enough of its branches ended. */
  | { readonly do: "finish-map"; readonly running: Running }
  /** Nothing follows from it any more. */
  | { readonly do: "end"; readonly running: Running }
  /** Nothing is left to do. */
  | { readonly do: "finish" };

/**
 * What is to be done for a workflow now, all at once. `inFlight` are the visits for which this process has
 * something under way already. Costs O(what is under way), whatever the graph is long.
 */
export function workflowActions(
  worker: Worker,
  moment: Moment,
  inFlight: ReadonlySet<string> = NOTHING,
): readonly NodeAction[] {
  const run = runOf(worker);
  if (run.finished !== undefined) return [];
  const schedule = scheduleOf(run);
  const under = [...schedule.running.values()].flatMap(
    (running) => underWay(worker, schedule, running, moment, inFlight) ?? [],
  );
  const only = isOnlyDone(worker, schedule);
  const actions = [...under, ...(only ? [] : startable(worker, schedule, moment))];
  if (actions.length > 0) return actions;
  return isOver(schedule) || (only && schedule.busy === 0 && schedule.failure === undefined)
    ? [{ do: "finish" }]
    : [];
}

/**
 * Whether one of them is so still after others were taken: a result may decide a map, or fail the run, whose other
 * visits came to their ends in the same moment. Costs what this one does, where asking anew costs all that is
 * under way.
 */
export function isStillToDo(worker: Worker, moment: Moment, action: NodeAction): boolean {
  const schedule = scheduleOf(runOf(worker));
  switch (action.do) {
    case "begin":
      return mayStillBegin(schedule, action.visit);
    case "escalate":
    case "finish":
      return true;
    default: {
      const { visit, attempt } = action.running;
      const running = schedule.running.get(visit.id);
      if (running?.attempt !== attempt) return false;
      return underWay(worker, schedule, running, moment, NOTHING)?.do === action.do;
    }
  }
}

function mayStillBegin({ failure, limit, ready, delayed }: Schedule, { id }: Visit): boolean {
  return failure === undefined && limit === undefined && (ready.has(id) || delayed.has(id));
}

/** One node alone was to be done, and is. */
export function isOnlyDone({ request }: Worker, { newest }: Schedule): boolean {
  const only = request.workflow?.after?.only;
  return only !== undefined && newest.has(only);
}

const NOTHING: ReadonlySet<string> = new Set();

export function runOf({ id, run }: Worker): WorkflowRun {
  if (run === undefined) throw new Error(`worker ${id} runs no workflow`);
  return run;
}

/** Nothing is under way, nothing may begin, and nothing keeps it from that. */
function isOver(schedule: Schedule): boolean {
  const { running, delayed, ready, failure, limit } = schedule;
  return running.size + delayed.size + ready.size === 0 && failure === undefined && limit === undefined;
}

function underWay(
  worker: Worker,
  schedule: Schedule,
  running: Running,
  moment: Moment,
  inFlight: ReadonlySet<string>,
): NodeAction | undefined {
  const { visit, started } = running;
  if (inFlight.has(visit.id)) return undefined;
  if (schedule.ending.has(visit.id)) return { do: "end", running };
  if (started.items !== undefined && schedule.decidedMaps.has(visit.id)) return { do: "finish-map", running };
  const due = started.until !== undefined && moment.now >= started.until;
  if (started.does !== undefined) return callAction(worker, running, due, moment);
  if (started.child !== undefined) return childAction(worker, running, due);
  switch (workOf(runOf(worker).graph, visit).kind) {
    case "wait":
      return due ? { do: "judge", running } : undefined;
    case "escalation":
      if (escalationAnswer(worker, visit.id) !== undefined) return { do: "judge", running };
      return due ? { do: "expire", running } : undefined;
    case "map":
      return due ? { do: "expire", running } : undefined;
    default:
      return modelTrip(worker, moment) === undefined ? { do: "ask", running } : undefined;
  }
}

function callAction(worker: Worker, running: Running, due: boolean, moment: Moment): NodeAction | undefined {
  const call = callOf(worker, running);
  if (call === undefined) throw new Error(`the visit ${running.visit.id} has no call`);
  const { state } = call.state;
  const isQuestion = running.started.does !== undefined && "question" in running.started.does;
  if (state === "settled" || (isQuestion && state === "approved")) return { do: "judge", running };
  if (due) return { do: "expire", running };
  if (state === "asking")
    return (nextEscalation(call)?.at ?? "~") <= moment.now ? { do: "escalate", call } : undefined;
  if (!isToRun(worker, call) || callTrip(worker.ledger, moment.ageMs) !== undefined) return undefined;
  return { do: "call", running, call };
}

/** It goes through the gateway next. */
function isToRun(worker: Worker, call: Call): boolean {
  const repeats = isOrphan(call, worker.epoch) && isRepeatable(call);
  return isOpen(call) || call.state.state === "allowed" || repeats;
}

/** Of what a call that is to run needs more than there is. */
export function heldCallTrip(worker: Worker, { ageMs }: Moment): Trip | undefined {
  return worker.calls.some((call) => isToRun(worker, call)) ? callTrip(worker.ledger, ageMs) : undefined;
}

function childAction(worker: Worker, running: Running, due: boolean): NodeAction | undefined {
  const child = childOf(worker, running);
  if (child !== undefined && hasEnded(child)) return { do: "judge", running };
  return due ? { do: "expire", running } : undefined;
}

export function childOf({ children }: Worker, { started }: Running): Child | undefined {
  return children.findLast(({ id }) => id === started.child);
}

export function hasEnded(child: Child): boolean {
  return isAtRest(child) && child.report !== undefined && isSettled(child.report.status);
}

/** Visits that may begin now, as many as there is room for; one at most that works in the shared files. */
function startable(worker: Worker, schedule: Schedule, moment: Moment): readonly NodeAction[] {
  if (schedule.failure !== undefined || schedule.limit !== undefined) return [];
  const { graph } = runOf(worker);
  const places = (graph.maxConcurrency ?? USUAL_CONCURRENCY) - schedule.busy;
  if (places <= 0) return [];
  const fits = modelTrip(worker, moment) === undefined;
  const begun: NodeAction[] = [];
  let filesAreFree = !worksInFiles(schedule);
  let living = worker.children.filter(isLiving).length;
  for (const visit of waiting(schedule, moment)) {
    if (begun.length >= places) break;
    const alone = schedule.ready.needsFiles(visit);
    const work = workOf(graph, visit);
    if ((alone && !filesAreFree) || (!fits && asksModel(work))) continue;
    if (makesChild(work) && !hasRoomForChild(worker.ceiling, living++)) continue;
    if (alone) filesAreFree = false;
    begun.push({ do: "begin", visit });
  }
  return begun;
}

function worksInFiles({ running, ready }: Schedule): boolean {
  for (const { visit } of running.values()) if (ready.needsFiles(visit)) return true;
  return false;
}

/** Those that are tried again first; of those that work in the shared files only the next one is of interest. */
function* waiting({ delayed, ready }: Schedule, { now }: Moment): Generator<Visit> {
  for (const { visit, retryAt } of delayed.values()) if (retryAt <= now) yield visit;
  yield* ready.inTurn();
}

/** Why no model may be asked now. */
export function modelTrip({ ledger, request }: Worker, { ageMs }: Moment): Trip | undefined {
  return turnTrip(ledger, needOf(0, request.price), ageMs);
}
