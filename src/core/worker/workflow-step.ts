import type { Stop } from "../workflow/run/failures.ts";
import { scheduleOf } from "../workflow/run/run.ts";
import type { Schedule } from "../workflow/run/schedule.ts";
import { workOf } from "../workflow/run/work-of.ts";
import { nextEscalation } from "./call.ts";
import type { End, Moment, Step } from "./step.ts";
import { knowableOrphans } from "./turn-step.ts";
import type { Worker } from "./worker.ts";
import { heldCallTrip, modelTrip, runOf, workflowActions } from "./workflow-actions.ts";

/** What comes next for a worker that runs a workflow, within a run. */
export function workflowStep(worker: Worker, moment: Moment): Step {
  const before = knowableOrphans(worker);
  if (before !== undefined) return before;
  if (worker.unsaved.length > 0) return { do: "checkpoint" };
  if (workflowActions(worker, moment).length > 0) return { do: "advance-workflow" };
  return { do: "end", as: endOf(worker, scheduleOf(runOf(worker)), moment) };
}

/** Nothing is to be done now: the run is over, or something must happen first. */
function endOf(worker: Worker, schedule: Schedule, moment: Moment): End {
  const { failure, limit, busy, running, delayed } = schedule;
  const { finished } = runOf(worker);
  if (finished !== undefined) return finishedEnd(finished.problem, resultOf(worker));
  const held = heldCallTrip(worker, moment);
  if (held !== undefined)
    return { type: "worker.waiting", on: "budget", reason: held.reason, short: held.kinds };
  if (busy > 0 || waitsForTime(schedule, moment)) return waitingEnd(worker, schedule, moment);
  if (failure !== undefined) return failedEnd(failure, schedule);
  if (limit !== undefined) return { type: "worker.waiting", on: "limit", reason: limit };
  const trip = modelTrip(worker, moment);
  if (trip !== undefined)
    return { type: "worker.waiting", on: "budget", reason: trip.reason, short: trip.kinds };
  if (delayed.size > 0) return waitingEnd(worker, schedule, moment); // for room: a child's end makes some
  throw new Error(`worker ${worker.id}: nothing to do for ${running.size} visits that are under way`);
}

function finishedEnd(problem: string | undefined, result: string): End {
  if (problem === undefined) return { type: "worker.completed", result };
  return { type: "worker.failed", code: "outputs-unreadable", reason: problem };
}

/** Its outputs as JSON, or else what was said last. */
function resultOf(worker: Worker): string {
  const { outputs = {} } = runOf(worker).finished ?? {};
  if (Object.keys(outputs).length > 0) return JSON.stringify(outputs);
  return (
    scheduleOf(runOf(worker)).ended.findLast(({ settled }) => settled.text !== undefined)?.settled.text ?? ""
  );
}

function failedEnd({ visit, reason }: Stop, schedule: Schedule): End {
  const code = schedule.newest.get(visit.node)?.settled.code ?? "node-failed";
  return { type: "worker.failed", code, reason: `${visit.id} failed: ${reason}` };
}

/** One whose time has come already waits for something else, such as a budget. */
function waitsForTime({ delayed, failure }: Schedule, { now }: Moment): boolean {
  return failure === undefined && [...delayed.values()].some(({ retryAt }) => retryAt > now);
}

/** What most needs somebody comes first. */
function waitingEnd(worker: Worker, schedule: Schedule, moment: Moment): End {
  const wakeAt = firstTime(worker, schedule, moment);
  const more = wakeAt === undefined ? {} : { wakeAt };
  const asking = worker.calls.filter(({ state }) => state.state === "asking").length;
  if (asking > 0) return { type: "worker.waiting", on: "approval", reason: askingReason(asking), ...more };
  const { graph } = runOf(worker);
  const under = [...schedule.running.values()];
  const escalated = under.find(({ visit }) => workOf(graph, visit).kind === "escalation");
  if (escalated !== undefined) {
    const { prompt = "" } = escalated.started;
    return { type: "worker.waiting", on: "input", reason: `${escalated.visit.id}: ${prompt}`, ...more };
  }
  const children = under.filter(({ started }) => started.child !== undefined).length;
  const [on, reason] =
    children > 0
      ? (["child", children === 1 ? "1 child has not ended" : `${children} children have not ended`] as const)
      : ([
          "timer",
          `${under.map(({ visit }) => visit.id).join(", ") || "a failed try"} waits for its time`,
        ] as const);
  return { type: "worker.waiting", on, reason, ...more };
}

function askingReason(asking: number): string {
  return asking === 1 ? "1 question needs a person's yes" : `${asking} questions need a person's yes`;
}

/** When something is to be done at the latest, whatever else happens. */
function firstTime(worker: Worker, { running, delayed }: Schedule, { now }: Moment): string | undefined {
  const times = [
    ...[...running.values()].flatMap(({ started }) => started.until ?? []),
    ...[...delayed.values()].flatMap(({ retryAt }) => (retryAt > now ? retryAt : [])),
    ...worker.calls.flatMap((call) => nextEscalation(call)?.at ?? []),
  ];
  return times.sort()[0];
}
