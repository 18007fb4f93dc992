import type { Clients } from "./clients.ts";
import { openProcess } from "./open-process.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

const WEIGHTS = [1, 1, 0.3, 0.05] as const;
const TWO_HOURS = 2 * 60 * 60_000;
/** More at once would only make the schedule longer. */
const MOST_PROCESSES = 4;

/** What goes wrong between two steps, and what people want just then. */
export function misbehave(world: World, clients: Clients): void {
  if (world.may("command")) clients.command();
  if (world.may("start")) start(world);
  if (world.may("diskFull")) world.diskIsFull = !world.diskIsFull;
  if (world.may("timePasses")) world.timeline.advance();
  const one = world.chance.any(world.processes.filter(({ alive }) => alive));
  if (one === undefined) start(world);
  else disturb(world, one);
}

function disturb(world: World, process: SimProcess): void {
  const { chance, plan } = world;
  if (world.may("crash")) crash(world, process);
  else if (world.may("pause")) pause(world, process);
  else if (world.may("close")) close(world, process);
  else if (chance.happens(plan.odds.pause * 4)) goOn(world, process);
  if (world.may("slowProcess")) process.weight = chance.pick(WEIGHTS);
  if (world.may("clockJump")) process.skewMs = chance.pick([0, TWO_HOURS, -TWO_HOURS]);
}

/** From here on nothing goes wrong any more, and there is somebody to do the work. */
export async function calmDown(world: World): Promise<void> {
  world.note("faults are over");
  world.calm = true;
  world.diskIsFull = false;
  for (const process of world.processes) {
    process.weight = 1;
    process.goOn();
  }
  await openProcess(world, true);
}

export function crash(world: World, process: SimProcess): void {
  world.note(`${process.name} dies`);
  world.crashes += 1;
  process.crash();
}

function start(world: World): void {
  if (world.processes.filter(({ alive }) => alive).length >= MOST_PROCESSES) return;
  void openProcess(world, world.chance.happens(0.7));
}

function pause(world: World, process: SimProcess): void {
  world.note(`${process.name} stands still`);
  world.stoodStill = true;
  process.pause();
}

function goOn(world: World, process: SimProcess): void {
  if (!process.paused) return;
  world.note(`${process.name} goes on`);
  process.goOn();
}

function close(world: World, process: SimProcess): void {
  if (!process.busy) return;
  world.note(`${process.name} is closed`);
  void process.close();
}
