import type { Call } from "../../core/worker/call.ts";
import type { Moment } from "../../core/worker/step.ts";
import { isStillToDo, type NodeAction, runOf, workflowActions } from "../../core/worker/workflow-actions.ts";
import { scheduleOf } from "../../core/workflow/run/run.ts";
import type { Running } from "../../core/workflow/run/visit.ts";
import { isFailure } from "../../ports/failure.ts";
import { checkpoint } from "../checkpoint.ts";
import { consumeInbox } from "../consume-inbox.ts";
import type { Drive } from "../drive.ts";
import { escalate } from "../escalate.ts";
import { decideCalls, runCalls } from "../gateway.ts";
import type { HeldWorker } from "../held-worker.ts";
import { momentFor } from "../moment.ts";
import { openWorkspace } from "../open-workspace.ts";
import { askVisit } from "./ask-visit.ts";
import { beginVisit } from "./begin-visit.ts";
import type { Begun } from "./beginning.ts";
import { endVisit, expireVisit, finishMap } from "./end-visit.ts";
import { finishWorkflow } from "./finish-workflow.ts";
import { Flight } from "./flight.ts";
import { judgeVisit } from "./judge-visit.ts";

/**
 * Does everything that is to be done for a workflow now, and what follows from it, until nothing is under way
 * in this process any more.
 *
 * A1. That a visit began is durable before its work begins; what it came to is durable before the step ends.
 * A2. Records of visits that begin and end at the same time share a commit.
 * A3. Nothing of this step is under way when it is over, also when it is cut short or fails.
 * A4. What a command did in the run's files, and what was taken in, is kept before anything else begins there: a
 *     result is known by the files that it found, and leaves those that come with it.
 * A5. The files are opened once nothing else is to be done without them: what is taken over comes first, as its
 *     files come with it only until then.
 */
export async function advanceWorkflow(drive: Drive): Promise<void> {
  const flight = new Flight();
  const steps = await Promise.allSettled([advance(drive, flight)]);
  const left = await Promise.allSettled([flight.over()]); // A3
  for (const outcome of [...steps, ...left]) if (outcome.status === "rejected") throw outcome.reason;
  if (runOf(drive.held.worker).finished === undefined) await drive.held.flush(); // its end is written with its rest
}

async function advance(drive: Drive, flight: Flight): Promise<void> {
  const { held, ports } = drive;
  while (!isCutShort(drive)) {
    const moment = momentFor(ports.clock, held.worker);
    const actions = workflowActions(held.worker, moment, flight.visits);
    const works = await takenInTurn(drive, moment, actions);
    if (works.length > 0) await held.flush(); // A1
    for (const { id, work } of works) flight.start(id, work);
    if (actions.length > 0) continue;
    if (flight.size === 0 || held.worker.unsaved.length > 0) return;
    await held.flush(); // what takes its time keeps nobody from a question
    await news(drive, flight);
  }
}

async function takenInTurn(
  drive: Drive,
  moment: Moment,
  actions: readonly NodeAction[],
): Promise<readonly Work[]> {
  const { held } = drive;
  const { worker } = held;
  const works: Work[] = [];
  let needsPlace = false;
  for (const action of actions) {
    if (!isStillToDo(held.worker, moment, action)) continue;
    const begun = await taken(drive, action);
    if (begun === "needs-place") needsPlace = true;
    else works.push(...begun);
  }
  if (needsPlace && held.worker === worker) await openWorkspace(drive); // A5
  return works;
}

function isCutShort({ cut, held }: Drive): boolean {
  return cut.aborted || held.worker.stopping !== undefined || held.worker.pausing !== undefined;
}

/** Something that takes its time, to be begun once that it begins is durable. */
interface Work {
  readonly id: string;
  readonly work: () => Promise<void>;
}

/**
 * Waits until something that is under way is over. Where other visits wait for a child, a person or their time,
 * it looks in between, and reads what was said.
 */
async function news(drive: Drive, flight: Flight): Promise<void> {
  const { held, ports } = drive;
  const stop = new AbortController();
  const { visits } = flight;
  const expects = [...scheduleOf(runOf(held.worker)).running.values()].some(
    ({ visit, started }) => started.items === undefined && !visits.has(visit.id),
  );
  const glance = expects ? [ports.clock.sleep(LOOK_EVERY_MS, stop.signal)] : [];
  try {
    await Promise.race([flight.news(), ...glance]);
  } finally {
    stop.abort();
  }
  if (expects) await consumeInbox(drive);
}

/** How long that may be unknown while something else is under way here. */
const LOOK_EVERY_MS = 200;

async function taken(drive: Drive, action: NodeAction): Promise<readonly Work[] | "needs-place"> {
  const { held } = drive;
  switch (action.do) {
    case "begin": {
      const begun = await beginVisit(drive, held.worker, action.visit);
      return begun.needsPlace ? "needs-place" : written(drive, begun, action.visit.id);
    }
    case "ask":
      return [asking(drive, action.running)];
    case "call":
      return [{ id: action.running.visit.id, work: () => throughGateway(drive, action.call) }];
    case "escalate":
      await escalate(drive, [action.call]);
      return [];
    case "judge":
      return judged(drive, action.running);
    case "expire":
      return written(drive, expireVisit(drive, action.running));
    case "finish-map":
      return written(drive, finishMap(drive, action.running));
    case "end":
      return written(drive, endVisit(drive, action.running));
    case "finish":
      if (held.worker.workspace === undefined) await openWorkspace(drive); // its files are part of its result
      held.stage([finishWorkflow(drive)]);
      return [];
  }
}

async function judged(drive: Drive, running: Running): Promise<readonly Work[]> {
  const ran = running.started.does !== undefined && "tool" in running.started.does;
  if (ran) await kept(drive);
  const begun = await judgeVisit(drive, running);
  const works = await written(drive, begun);
  if (begun.records.some((one) => one.type === "node.settled" && one.takenIn !== undefined))
    await kept(drive);
  return works;
}

/** A4 */
async function kept(drive: Drive): Promise<void> {
  if (drive.held.worker.unsaved.length > 0) await checkpoint(drive);
}

/** With a child the commit is one that the store takes only if this worker has heard everything. */
async function written(drive: Drive, begun: Begun, began?: string): Promise<readonly Work[]> {
  const { records, extras = {}, afterwards } = begun;
  using _ = begun.admission;
  const { held } = drive;
  if (extras.also === undefined && (extras.put?.length ?? 0) === 0) {
    held.stage(records);
    if (began !== undefined) startedHere(held, began);
    return [];
  }
  try {
    await held.attempt(records, extras.also === undefined ? extras : { ...extras, requireEmptyInbox: true });
  } catch (error) {
    if (!isFailure(error, "inbox-not-empty")) throw error;
    await consumeInbox(drive);
    return []; // what is to be done is asked anew
  }
  afterwards?.();
  return [];
}

/** Begun by this very drive: an answer that was asked for by an earlier one is asked for anew, and charged. */
const here = new WeakMap<HeldWorker, Set<string>>();

function startedHere(held: HeldWorker, visit: string): void {
  const known = here.get(held) ?? new Set();
  here.set(held, known.add(`${visit}~${scheduleOf(runOf(held.worker)).attempts(visit)}`));
}

function asking(drive: Drive, running: Running): Work {
  const { held } = drive;
  const { visit, attempt, started } = running;
  if (here.get(held)?.has(`${visit.id}~${attempt}`) === true)
    return { id: visit.id, work: () => askVisit(drive, running) };
  const { until: _, ...same } = started;
  held.stage([{ ...same, attempt: attempt + 1 }]);
  startedHere(held, visit.id);
  const again = scheduleOf(runOf(held.worker)).running.get(visit.id);
  return { id: visit.id, work: () => (again === undefined ? Promise.resolve() : askVisit(drive, again)) };
}

/** Judged, perhaps asked about, and run: as far as it goes now. */
async function throughGateway(drive: Drive, call: Call): Promise<void> {
  const { held } = drive;
  const now = () => held.worker.calls.find(({ id }) => id === call.id);
  if (now()?.state.state !== "allowed" && now()?.state.state !== "running") await decideCalls(drive, [call]);
  const decided = now();
  if (decided?.state.state === "allowed" || decided?.state.state === "running")
    await runCalls(drive, [decided]);
}
