import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openLegate } from "../src/compose.ts";
import { askingModels } from "./child/asking-model.ts";
import { nextFigures, numberIn, runChild, startChild } from "./child.ts";
import { type Figures, median, spread } from "./figures.ts";
import { inScratch } from "./scratch.ts";

const WORKERS = 10_000;
const WOKEN = 10;
const ROUNDS = 5;

interface Round {
  readonly restartMs: number;
  readonly rssMb: number;
  readonly listPageMs: number;
  readonly wakeMs: number;
  readonly wakeFromOutsideMs: number;
}

/**
 * Ten thousand workers that wait for a person: what a driver process over them costs in memory against
 * one over nothing, how soon it is ready after its start, how long a page of the list takes, and how soon
 * a worker's model is called after the yes, given in the driver's process and in another one.
 */
export function run(): Promise<Record<string, unknown>> {
  return inScratch(async (directory) => {
    const folder = join(directory, "files");
    mkdirSync(folder);
    const full = join(directory, "full");
    const parking = { stateDir: full, folder, workers: WORKERS };
    const parkedIn = numberIn(await runChild(program("park-workers"), parking), "ms");
    const rounds: Round[] = [];
    const empty: Figures[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      empty.push(await overNothing(join(directory, `empty-${round}`)));
      rounds.push(await overParked(full));
      process.stderr.write(`round ${round} of ${ROUNDS}\n`);
    }
    return figures(rounds, empty, parkedIn);
  });
}

function program(name: string): string {
  return join(import.meta.dirname, "child", `${name}.ts`);
}

function figures(rounds: readonly Round[], empty: readonly Figures[], parkedIn: number): Figures {
  const over = rounds.map(({ rssMb }, round) => rssMb - numberIn(empty[round] ?? {}, "rssMb"));
  return {
    rssOverEmptyMb: spread(over),
    rssEmptyMb: median(empty.map((one) => numberIn(one, "rssMb"))),
    restartMs: spread(rounds.map(({ restartMs }) => restartMs)),
    restartEmptyMs: median(empty.map((one) => numberIn(one, "restartMs"))),
    listPageMs: spread(rounds.map(({ listPageMs }) => listPageMs)),
    wakeMs: spread(rounds.map(({ wakeMs }) => wakeMs)),
    wakeFromOutsideMs: spread(rounds.map(({ wakeFromOutsideMs }) => wakeFromOutsideMs)),
    parkedPerSecond: (WORKERS * 1_000) / parkedIn,
    workers: WORKERS,
  };
}

async function overNothing(stateDir: string): Promise<Figures> {
  await using driver = startDriver(stateDir, 0);
  return { restartMs: await driver.readyMs(), ...(await nextFigures(driver.child)) };
}

async function overParked(stateDir: string): Promise<Round> {
  await using driver = startDriver(stateDir, WOKEN);
  const restartMs = await driver.readyMs();
  const said = await nextFigures(driver.child);
  return {
    restartMs,
    rssMb: numberIn(said, "rssMb"),
    listPageMs: numberIn(said, "listPageMs"),
    wakeMs: numberIn(said, "wakeMs"),
    wakeFromOutsideMs: await wakingFromOutside(stateDir, driver.child),
  };
}

function startDriver(stateDir: string, wake: number) {
  const started = performance.now();
  const child = startChild(program("driver"), { stateDir, wake }, ["--expose-gc"]);
  return {
    child,
    readyMs: async () => {
      await nextFigures(child);
      return performance.now() - started;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** From the yes in this process to the model call in the driver's. */
async function wakingFromOutside(
  stateDir: string,
  driver: Parameters<typeof nextFigures>[0],
): Promise<number> {
  const models = askingModels(() => undefined);
  await using opened = await openLegate({ stateDir, env: {}, drive: "anyone", models });
  const times: number[] = [];
  for (const { id } of await opened.legate.list({ statuses: ["waiting"], limit: WOKEN })) {
    const started = performance.timeOrigin + performance.now();
    const [called] = await Promise.all([nextFigures(driver), opened.legate.approve(id)]);
    times.push(numberIn(called, "modelCalledAt") - started);
    await opened.legate.wait(id);
  }
  return median(times);
}
