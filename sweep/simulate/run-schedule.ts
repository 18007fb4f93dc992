import { unrest } from "./at-rest.ts";
import { Clients } from "./clients.ts";
import type { Defect } from "./defects.ts";
import { type FinalFindings, finalCheck } from "./final-check.ts";
import { calmDown, crash, misbehave } from "./mischief.ts";
import { openProcess } from "./open-process.ts";
import { World } from "./world.ts";

export interface ScheduleResult extends FinalFindings {
  readonly steps: number;
  readonly crashes: number;
  readonly records: number;
  readonly effects: number;
}

/** Once faults are over: everything that is left to do takes less, or something does not come to an end. */
const MOST_CALM_STEPS = 60_000;
/** A timer that was set by a clock two hours ahead goes off two hours late; and another may have set it. */
const MOST_CALM_MS = 5 * 60 * 60_000;

/** Lives through one schedule: the same seed is the same schedule, step for step. */
export async function runSchedule(
  seed: number,
  planted: Defect,
  trace?: (line: string) => void,
): Promise<ScheduleResult> {
  const world = new World(seed, planted, trace);
  const clients = new Clients(world);
  for (const adopts of world.plan.adopts) void openProcess(world, adopts);
  const steps = await faultyPart(world, clients);
  if (world.problems.length === 0) await calmPart(world, clients);
  if (world.problems.length === 0) await closeAll(world);
  for (const process of world.processes) process.end();
  const found = await finalCheck(world);
  return {
    ...found,
    problems: [...world.problems, ...found.problems],
    steps,
    crashes: world.crashes,
    records: world.contents.rows.length,
    effects: world.effects.length,
  };
}

async function faultyPart(world: World, clients: Clients): Promise<number> {
  let step = 0;
  for (; step < world.plan.faultySteps && world.problems.length === 0; step++) {
    await quiet();
    clients.spawnMissing();
    misbehave(world, clients);
    oneStep(world);
  }
  return step;
}

async function calmPart(world: World, clients: Clients): Promise<void> {
  void calmDown(world);
  const untilMs = world.timeline.elapsedMs + MOST_CALM_MS;
  for (let step = 0; step < MOST_CALM_STEPS && world.timeline.elapsedMs < untilMs; step++) {
    await quiet();
    clients.spawnMissing();
    if (unrest(world, clients).length === 0 || world.problems.length > 0) return;
    if (!oneStep(world)) break;
  }
  world.problem(`never came to rest: ${unrest(world, clients).join("; ")}`);
}

/** A process that ends must come to its end. */
async function closeAll(world: World): Promise<void> {
  const closing = new Set(world.processes.filter(({ alive }) => alive));
  for (const process of closing) void process.close().then(() => closing.delete(process));
  for (let step = 0; step < MOST_CALM_STEPS; step++) {
    await quiet();
    if (closing.size === 0) return;
    if (!oneStep(world)) break;
  }
  world.problem(`never closed: ${[...closing].map(({ name }) => name).join(", ")}`);
}

/** Where a death leaves most in doubt: around commits and effects. */
const MATTERS = /^commit|(begins|ends)$/;

/** One thing happens; time goes on only when nobody can. False when nothing can happen any more. */
function oneStep(world: World): boolean {
  const turn = world.scheduler.take();
  if (turn === undefined) return world.timeline.advance();
  if (MATTERS.test(turn.what) && world.may("crashAtStep")) {
    world.note(`at "${turn.what}":`);
    crash(world, turn.of);
  } else {
    world.note(`${turn.of.name} ${turn.what}`);
    turn.go();
  }
  return true;
}

/** Everything that follows from the last step without waiting for anything has happened. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
