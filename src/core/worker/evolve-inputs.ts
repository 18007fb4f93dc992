import { itemsOf } from "../append-only.ts";
import type { InputRecord } from "../journal/input-record.ts";
import type { WorkerRecord } from "../journal/record.ts";
import { withReplaced } from "../transcript/compact.ts";
import type { Message } from "../transcript/message.ts";
import { newRun } from "../workflow/run/run.ts";
import { placeKind } from "../workspace/workspace.ts";
import { abandonCalls } from "./abandon-calls.ts";
import { allArtifacts } from "./all-artifacts.ts";
import type { CycleCarry } from "./carry.ts";
import { cycleTask } from "./cycle-task.ts";
import { without } from "./inputs.ts";
import { said, withMessages } from "./messages.ts";
import { newestTasks } from "./newest-tasks.ts";
import { NO_REPEATS } from "./repeats.ts";
import { ABANDONED } from "./start-cycle.ts";
import { entered } from "./transition.ts";
import type { TurnPhase, Worker } from "./worker.ts";

/** What inputs mean for a worker: one that starts a cycle puts a resting worker into the queue again. */
export function evolveInputs(worker: Worker, record: InputRecord): Worker {
  if (record.type === "input.delivered") return delivered(worker, record.inputs);
  const { input: id, mode, text, by, carry, visit } = record;
  const answers = visit === undefined ? {} : { visit };
  const pending = { id, mode, text, by, ...(carry === undefined ? {} : { carry }), ...answers };
  const told = { ...worker, inputs: [...worker.inputs, pending] };
  if (mode !== "cycle" || worker.status.status === "queued") return told;
  const { finishedAt: _, ...times } = told.times;
  return { ...entered(told, { status: "queued" }), times };
}

/** The model sees them before its next call; an answer that was not acted on yet is no end any more. */
function delivered(worker: Worker, ids: readonly string[]): Worker {
  const shown = worker.inputs.filter(({ id }) => ids.includes(id));
  const told = shown.reduce((next, { text }) => said(next, { role: "user", text }), worker);
  const { turn } = worker;
  return {
    ...told,
    inputs: without(worker.inputs, ids),
    heard: [...worker.heard, ...ids].slice(-MOST_HEARD),
    turn: turn.phase === "answered" ? { phase: "idle", done: turn.turn } : turn,
  };
}

const MOST_HEARD = 20;

/** A cycle begins: what was open is closed, and what is carried is what the record says. */
export function evolveCycle(
  before: Worker,
  record: WorkerRecord & { readonly type: "cycle.started" },
  at: string,
): Worker {
  const worker = carried(withRun(abandonCalls(before, ABANDONED), record.cycle), record.carry);
  // After a follow-up that waited for the end of the cycle before, it was in the queue for no time at all.
  const due = worker.status.status === "completed" ? entered(worker, { status: "queued" }) : worker;
  const running = entered(due, { status: "running" });
  const ids = record.inputs ?? [];
  const told = said(running, { role: "user", text: record.input });
  const { finishedAt: _, ...times } = worker.times;
  const { stopping: _s, pausing: _p, retryAt: _r, ...rest } = told;
  return {
    ...rest,
    inputAt: running.messages.length,
    cycle: record.cycle,
    tasks: newestTasks(before.tasks, cycleTask(record, before)),
    inputs: without(worker.inputs, ids),
    heard: [...worker.heard, ...ids].slice(-MOST_HEARD),
    turn: anew(worker.turn),
    faults: 0,
    stageFailures: 0,
    repeats: NO_REPEATS,
    blockedCalls: 0,
    cycleActiveMs: 0,
    totals: { ...worker.totals, turnsThisCycle: 0 },
    times: { ...times, startedAt: worker.times.startedAt ?? at, doingSince: at },
  };
}

/** Of a workflow each cycle is a run of its own; what the nodes of the one before left stays. */
function withRun(worker: Worker, cycle: number): Worker {
  const { workflow, workspace } = worker.request;
  if (workflow === undefined) return worker;
  const artifacts = allArtifacts(worker);
  return {
    ...worker,
    artifacts,
    calls: [],
    run: newRun(workflow.graph, cycle, placeKind(workspace) !== "none"),
  };
}

/** A turn without an answer is tried again with the new input. */
function anew(turn: TurnPhase): TurnPhase {
  if (turn.phase === "answered") return { phase: "idle", done: turn.turn };
  if (turn.phase !== "failed") return turn;
  return { phase: "retrying", turn: turn.turn, attempt: turn.attempt, retryAfterMs: 0 };
}

function carried(worker: Worker, carry: CycleCarry | undefined): Worker {
  if (carry === undefined) return worker;
  const named = { ...worker, transcript: carry.transcriptId };
  switch (carry.transcript) {
    case "inherit":
    case "fork":
      return named;
    case "reset":
      return withMessages(named, []);
    case "compact":
      return carry.replaced === undefined
        ? named
        : withMessages(named, withReplaced(itemsOf<Message>(named.messages), carry.replaced));
  }
}
