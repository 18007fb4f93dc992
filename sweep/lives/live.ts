import { setTimeout as delay } from "node:timers/promises";
import type { Doom } from "./doom.ts";
import { DrivingProcess, type Ending } from "./driving-process.ts";
import { makeRoom } from "./fill-disk.ts";
import { stateOf } from "./ground.ts";
import { judged, missingFiles, type Verdict } from "./judge.ts";
import { LaterProcess } from "./later-process.ts";
import type { Life } from "./life.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";

/** How one process of a life comes to its end. */
export interface Death {
  readonly doom?: Doom;
  /** A program that runs it and interferes: strace. */
  readonly wrapper?: readonly string[];
  /** It is killed when it lives longer than this, as it waits for a disk that stays full. @default no limit */
  readonly longestMs?: number;
}

export interface Lived extends Verdict {
  readonly endings: readonly Ending[];
}

/** So long is a disk full that fills up. */
const ROOM_AFTER_MS = 150;

/**
 * One life: processes that die one after the other where they are told to, a person in another process
 * who answers meanwhile, and a last process that brings everything to its end.
 */
export async function live(life: Life, deaths: readonly Death[]): Promise<Lived> {
  const endings: Ending[] = [];
  for (const death of deaths) endings.push(await die(endings.length === 0 ? life : sound(life), death));
  return finished(life, endings);
}

/** What the last process makes of what the others left. */
export async function finished(life: Life, endings: readonly Ending[]): Promise<Lived> {
  const told = endings.flatMap((ending) => ending.told);
  try {
    await using later = await LaterProcess.open(sound(life));
    const workers = await later.finish();
    const records = await later.ports.store.readAll({ after: 0, limit: 1_000_000 });
    const verdict = judged(life, told, records, workers);
    const missing = missingFiles(records, await later.filesKept());
    const problems = [...endings.flatMap(lies), ...verdict.problems, ...missing];
    return { ...verdict, problems, endings };
  } catch (error) {
    return { ...unreadable(told, error), endings };
  }
}

/** A planted fault is the first process's alone, and so is what was to happen to it. */
function sound({ defect: _d, doom: _o, ...life }: Life): Life {
  return life;
}

/** Lives through one process of it. */
export async function die(life: Life, { doom, wrapper, longestMs }: Death): Promise<Ending> {
  const driving = new DrivingProcess({ ...life, ...(doom === undefined ? {} : { doom }) }, wrapper);
  if (longestMs !== undefined) void driving.endWithin(longestMs);
  const room = doom?.fate === "full-disk" ? empty(driving, life) : undefined;
  await driving.begun();
  const ending = await answered(driving, life);
  await room; // it may have died of it before
  return ending;
}

/** A person in another process answers, until it is over. Where nobody asks, nobody else has the store open when it dies. */
export async function answered(driving: DrivingProcess, life: Life): Promise<Ending> {
  const { answer }: Scenario = SCENARIOS[life.scenario];
  if (answer === undefined) return driving.ended;
  await using operator = await LaterProcess.open(sound(life));
  const over = new AbortController();
  const answering = operator.answer(over.signal);
  const ending = await driving.ended;
  over.abort();
  await answering;
  return ending;
}

async function empty(driving: DrivingProcess, { directory }: Life): Promise<void> {
  await driving.filled();
  await delay(ROOM_AFTER_MS);
  makeRoom(stateOf(directory));
}

/** Whatever a process was told after its store had failed it. */
function lies({ toldTooLate }: Ending): readonly string[] {
  return toldTooLate === 0 ? [] : [`${toldTooLate} records were acknowledged after the store had failed`];
}

/** A life of which nothing can be said but that it broke, and why. */
export function unreadable(told: readonly string[], error: unknown): Lived {
  return {
    endings: [],
    acknowledged: told.length,
    acknowledgedLost: told.length,
    repeated: 0,
    repeatedSilently: 0,
    unreadable: 1,
    effects: 0,
    outcomesUnknown: 0,
    problems: [
      `what it left cannot be gone on with: ${error instanceof Error ? error.stack : String(error)}`,
    ],
  };
}
