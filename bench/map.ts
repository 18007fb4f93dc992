import { join } from "node:path";
import { numberIn, numbersIn, runChild } from "./child.ts";
import { type Figures, median, spread } from "./figures.ts";
import { installPeer, peerFolder, peerVersion } from "./peer-package.ts";
import { inScratch } from "./scratch.ts";

const BRANCHES = 500;
const ROUNDS = 5;
/** In one process: the first from cold code, the last as a process that has been running for a while does it. */
const RUNS = 4;

/**
 * A map of 500 branches, each a prompt rendered and one answer of a model without latency, and all of them brought
 * together: ours against LangGraph.js `Send` with its prompt template and chat model, each durable to a power cut,
 * in a process of its own, by turns.
 */
export async function run(): Promise<Record<string, unknown>> {
  installPeer("langgraph");
  const ours: Times[] = [];
  const theirs: Times[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const [we, they] = [await side(join(import.meta.dirname, "child")), await side(peerFolder("langgraph"))];
    ours.push(we);
    theirs.push(they);
    process.stderr.write(`round ${round} of ${ROUNDS}: ${shown(we)} and ${shown(they)}\n`);
  }
  return {
    branches: BRANCHES,
    ...compared("First", firsts(ours), firsts(theirs)),
    ...compared("", lasts(ours), lasts(theirs)),
    langgraph: peerVersion("langgraph", "@langchain/langgraph"),
  };
}

type Times = readonly number[];

const firsts = (rounds: readonly Times[]) => rounds.map((times) => times[0] ?? Number.NaN);
const lasts = (rounds: readonly Times[]) => rounds.map((times) => times.at(-1) ?? Number.NaN);

/** Ratios of the rounds, so that what slowed one round down is in both sides of its ratio. */
function compared(which: string, ours: Times, theirs: Times): Figures {
  const ratios = ours.map((ms, round) => (theirs[round] ?? Number.NaN) / ms);
  return {
    [`map${which}Ms`]: spread(ours),
    [`langgraph${which}Ms`]: spread(theirs),
    [`vsLanggraph${which}`]: median(ratios),
    [`vsLanggraph${which}Spread`]: [Math.min(...ratios), Math.max(...ratios)],
  };
}

function shown(times: Times): string {
  return `${times.map((ms) => Math.round(ms)).join(", ")} ms`;
}

function side(folder: string): Promise<Times> {
  return inScratch(async (directory) => {
    const said = await runChild(join(folder, "map.ts"), {
      file: join(directory, "kept.db"),
      branches: BRANCHES,
      runs: RUNS,
    });
    if (numberIn(said, "kept") !== BRANCHES * RUNS)
      throw new Error(`${folder} kept ${said["kept"]} branches`);
    return numbersIn(said, "times");
  });
}
