import { isLiving } from "./children.ts";
import { hearsAtOnce } from "./hears-at-once.ts";
import { cycleInputs, steers } from "./inputs.ts";
import { setUpStep, tearDownStep } from "./set-up-step.ts";
import { isResting, isSettled } from "./status.ts";
import type { End, Moment, Step } from "./step.ts";
import { knowableOrphans, turnStep } from "./turn-step.ts";
import type { Worker } from "./worker.ts";
import { workflowStep } from "./workflow-step.ts";

export type { End, Moment, Step } from "./step.ts";

/** What comes next for a worker; `moment` is the time of asking. */
export function nextStep(worker: Worker, moment: Moment = { now: worker.times.updatedAt, ageMs: 0 }): Step {
  const { status } = worker.status;
  if (worker.landing !== undefined) return { do: "land" }; // before anything else becomes of its work
  if (worker.stopping !== undefined && (status === "running" || status === "queued")) return stop(worker);
  if (isResting(status)) return restingStep(worker, moment);
  const lost = lostDrivers(worker);
  if (lost !== undefined) return { do: "end", as: lost };
  if (startsCycle(worker)) return startingStep(worker);
  if (worker.pausing !== undefined) return pause(worker);
  if (worker.workspace === undefined && !takesOver(worker)) return { do: "open-workspace" };
  const setUp = worker.workspace === undefined ? undefined : setUpStep(worker);
  if (setUp !== undefined) return setUp;
  return worker.run === undefined ? turnStep(worker, moment) : workflowStep(worker, moment);
}

/** A worker whose drive kills its driver must not take one driver after the other with it. */
const RECOVERY_LIMIT = 3;

function lostDrivers({ crashes, request }: Worker): End | undefined {
  if (crashes >= RECOVERY_LIMIT) {
    const reason = `${crashes} drivers in a row died while they drove it, at the same place; look at driver.log, then resume it`;
    return { type: "worker.interrupted", by: "runtime", reason };
  }
  if (crashes === 0 || request.autoResume) return undefined;
  const reason = "its driver died, and it does not go on by itself (autoResume is off); resume it";
  return { type: "worker.interrupted", by: "runtime", reason };
}

/** Queued, or stopped before a cycle that it was to begin and resumed since. */
function startsCycle({ status, cycle, inputs }: Worker): boolean {
  return status.status === "queued" || cycle === 0 || cycleInputs(inputs).length > 0;
}

/** What a dead driver left of the last cycle is settled, and its work kept, before the next one begins. */
function startingStep(worker: Worker): Step {
  return knowableOrphans(worker) ?? unsaved(worker) ?? { do: "start-cycle", cycle: worker.cycle + 1 };
}

function unsaved({ unsaved: calls, workspace }: Worker): Step | undefined {
  return calls.length > 0 && workspace !== undefined ? { do: "checkpoint" } : undefined;
}

function restingStep(worker: Worker, { now }: Moment): Step {
  const { status } = worker;
  if (worker.releasing && isSettled(status.status))
    return tearDownStep(worker) ?? { do: "release-workspace" };
  if (status.status !== "waiting") return { do: "nothing" };
  const due = status.wakeAt !== undefined && now >= status.wakeAt;
  const told = steers(worker.inputs).length > 0 && hearsAtOnce(worker);
  return due || told ? { do: "wake" } : { do: "nothing" };
}

/** A run that goes on from another one opens its place once it knows in which state its files begin. */
function takesOver({ run, request }: Worker): boolean {
  return run !== undefined && request.workflow?.after !== undefined;
}

/** Work is kept before a worker ends, whoever asked for the end; and children end before their parent. */
function stop(worker: Worker): Step {
  const { stopping } = worker;
  if (stopping === undefined) return { do: "nothing" };
  const { to, by, reason, childrenAsked, late } = stopping;
  const before = knowableOrphans(worker) ?? unsaved(worker);
  if (before !== undefined) return before;
  const living = to === "cancelled" ? worker.children.filter(isLiving) : [];
  if (living.length > 0 && !childrenAsked) return { do: "close-children" };
  if (living.length > 0 && !late) return untilChildrenEnded(living.length);
  return { do: "end", as: { type: `worker.${to}`, by, reason } };
}

function untilChildrenEnded(count: number): Step {
  const reason = count === 1 ? "1 child is ending" : `${count} children are ending`;
  return { do: "end", as: { type: "worker.waiting", on: "child", reason }, wakeInMs: CHILDREN_END_WITHIN_MS };
}

/** Then the parent ends all the same: its children were told, and end when their drivers can. */
const CHILDREN_END_WITHIN_MS = 30_000;

/** The turn that somebody cut short is over; what they want instead is for them to say. */
function pause(worker: Worker): Step {
  const before = knowableOrphans(worker) ?? unsaved(worker);
  if (before !== undefined) return before;
  const { by, reason } = worker.pausing ?? { by: "operator", reason: "" };
  return {
    do: "end",
    as: { type: "worker.waiting", on: "input", reason: `${by} interrupted the turn: ${reason}` },
  };
}
