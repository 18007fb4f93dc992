import type { Doom } from "./doom.ts";
import { judged, missingFiles, type Verdict } from "./judge.ts";
import { LaterProcess } from "./later-process.ts";
import type { Life } from "./life.ts";
import { SCENARIOS, type Scenario } from "./scenario.ts";
import { type Ending, startDriver } from "./start-driver.ts";

/** How one process of a life comes to its end. */
export interface Death {
  readonly doom?: Doom;
  /** A program that runs it and interferes: strace. */
  readonly wrapper?: readonly string[];
}

export interface Lived extends Verdict {
  readonly endings: readonly Ending[];
}

/**
 * One life: processes that die one after the other where they are told to, a person in another process
 * who answers meanwhile, and a last process that brings everything to its end.
 */
export async function live(life: Life, deaths: readonly Death[]): Promise<Lived> {
  const endings: Ending[] = [];
  for (const death of deaths) endings.push(await die(endings.length === 0 ? life : sound(life), death));
  const told = endings.flatMap((ending) => ending.told);
  try {
    await using later = await LaterProcess.open(life);
    const workers = await later.finish();
    const records = await later.ports.store.readAll({ after: 0, limit: 1_000_000 });
    const verdict = judged(life, told, records, workers);
    const missing = missingFiles(records, await later.filesKept());
    return { ...verdict, problems: [...verdict.problems, ...missing], endings };
  } catch (error) {
    return { ...unreadable(told, error), endings };
  }
}

/** A planted fault is the first process's alone. */
function sound({ defect: _, ...life }: Life): Life {
  return life;
}

async function die(life: Life, { doom, wrapper }: Death): Promise<Ending> {
  const { answer }: Scenario = SCENARIOS[life.scenario];
  const { begun, ended } = startDriver({ ...life, ...(doom === undefined ? {} : { doom }) }, wrapper);
  await begun;
  if (answer === undefined) return ended; // nobody else has the store open when it dies
  await using operator = await LaterProcess.open(life);
  const over = new AbortController();
  const answering = operator.answer(over.signal);
  const ending = await ended;
  over.abort();
  await answering;
  return ending;
}

function unreadable(told: readonly string[], error: unknown): Verdict {
  return {
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
