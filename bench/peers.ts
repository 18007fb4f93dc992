import { join } from "node:path";
import { numberIn, runChild } from "./child.ts";
import { type Figures, median, spread } from "./figures.ts";
import { installPeer, PEERS, peerFolder, peerVersion } from "./peer-package.ts";
import { inScratch } from "./scratch.ts";

const WORKERS = 1_000;
const TURNS = 10;
const WARM_UP = 50;
const ROUNDS = 5;

/** The model is asked once more than there are tool calls: it ends by asking for nothing. */
const STEPS_PER_TURN = (2 * TURNS + 1) / TURNS;

const CONCURRENCIES = [16, 64, 200, 1_000] as const;
/** Turns per worker while looking for the concurrency that suits a side best; each is tried twice. */
const TRIAL_TURNS = 2;

/** A side says how many turns it does in a second, with so many workers under way at once. */
type Side = (concurrency: number, turns: number) => Promise<number>;

const SIDES = {
  legate: side(join(import.meta.dirname, "child")),
  langgraph: side(peerFolder("langgraph")),
  restate: side(peerFolder("restate")),
};
type SideName = keyof typeof SIDES;
/** A peer that is absent could not be had. */
type PerSide<T> = { readonly legate: T } & { readonly [Peer in SideName]?: T };

/**
 * A thousand workers of ten turns, a turn being one answer of a model without latency and one tool call
 * that does nothing: ours against two that keep their steps too, each durable to a power cut, in one
 * process each (Restate: a server and a service), each with the concurrency that suited it best.
 */
export async function run(): Promise<Record<string, unknown>> {
  const concurrency = { legate: await bestConcurrency("legate", SIDES.legate) };
  const missing: Record<string, string> = {};
  for (const peer of PEERS) {
    try {
      installPeer(peer);
      Object.assign(concurrency, { [peer]: await bestConcurrency(peer, SIDES[peer]) });
    } catch (error) {
      missing[peer] = error instanceof Error ? error.message : String(error);
      process.stderr.write(`without ${peer}: ${missing[peer]}\n`);
    }
  }
  const rates = await interleaved(concurrency);
  return { ...figures(rates), concurrency, ...versions(), missing, workers: WORKERS, turnsPerWorker: TURNS };
}

function side(folder: string): Side {
  return (concurrency, turns) =>
    inScratch(async (directory) => {
      const options = {
        file: join(directory, "kept.db"),
        workers: WORKERS,
        warmUp: WARM_UP,
        turns,
        concurrency,
      };
      const said = await runChild(join(folder, "many-workers.ts"), options);
      const expected = (WORKERS + WARM_UP) * (2 * turns + 1);
      const kept = numberIn(said, "persistedSteps");
      if (kept !== expected) throw new Error(`${folder} kept ${kept} steps, not ${expected}`);
      return (WORKERS * turns * 1_000) / numberIn(said, "ms");
    });
}

async function bestConcurrency(name: string, turnsPerSecond: Side): Promise<number> {
  let best = { concurrency: 0, rate: 0 };
  for (const concurrency of [...CONCURRENCIES, ...CONCURRENCIES]) {
    const rate = await turnsPerSecond(concurrency, TRIAL_TURNS);
    process.stderr.write(`${name}, ${concurrency} at once: ${Math.round(rate)} turns/s\n`);
    if (rate > best.rate) best = { concurrency, rate };
  }
  return best.concurrency;
}

async function interleaved(concurrency: PerSide<number>): Promise<PerSide<readonly number[]>> {
  const rates = { legate: [] as number[], langgraph: [] as number[], restate: [] as number[] };
  for (let round = 1; round <= ROUNDS; round++) {
    for (const name of ["legate", ...PEERS] as const) {
      const atOnce = concurrency[name];
      if (atOnce === undefined) continue;
      const rate = await SIDES[name](atOnce, TURNS);
      process.stderr.write(`round ${round} of ${ROUNDS}, ${name}: ${Math.round(rate)} turns/s\n`);
      rates[name].push(rate);
    }
  }
  return rates;
}

/** What a missing peer would have said is left out. */
function figures({ legate, langgraph = [], restate = [] }: PerSide<readonly number[]>): Figures {
  const steps = (rates: readonly number[]) => rates.map((rate) => rate * STEPS_PER_TURN);
  return {
    turnsPerSecond: spread(legate),
    stepsPerSecond: spread(steps(legate)),
    ...(langgraph && {
      langgraphTurnsPerSecond: spread(langgraph),
      ...against("vsLanggraph", legate, langgraph),
    }),
    ...(restate.length > 0 && {
      restateTurnsPerSecond: spread(restate),
      restateStepsPerSecond: spread(steps(restate)),
      ...against("vsOther", legate, restate),
      ...against("vsOtherSteps", steps(legate), steps(restate)),
    }),
  };
}

/** Of the rounds, so that what slowed one round down is in both sides of its ratio. */
function against(name: string, ours: readonly number[], theirs: readonly number[]): Figures {
  const ratios = ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN));
  return { [name]: median(ratios), [`${name}Spread`]: [Math.min(...ratios), Math.max(...ratios)] };
}

function versions(): Figures {
  return {
    versions: {
      langgraph: peerVersion("langgraph", "@langchain/langgraph"),
      langgraphSqlite: peerVersion("langgraph", "@langchain/langgraph-checkpoint-sqlite"),
      betterSqlite3: peerVersion("langgraph", "better-sqlite3"),
      restateServer: peerVersion("restate", "@restatedev/restate-server"),
      restateSdk: peerVersion("restate", "@restatedev/restate-sdk"),
    },
  };
}
