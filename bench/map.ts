import { join } from "node:path";
import { numberIn, runChild } from "./child.ts";
import { type Figures, median, spread } from "./figures.ts";
import { installPeer, peerFolder, peerVersion } from "./peer-package.ts";
import { inScratch } from "./scratch.ts";

const BRANCHES = 500;
const ROUNDS = 5;

/**
 * A map of 500 branches, each one answer of a model without latency, and all of them brought together: ours
 * against LangGraph.js `Send`, each durable to a power cut, in a process of its own, by turns.
 */
export async function run(): Promise<Record<string, unknown>> {
  installPeer("langgraph");
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    ours.push(await side(join(import.meta.dirname, "child")));
    theirs.push(await side(peerFolder("langgraph")));
    process.stderr.write(
      `round ${round} of ${ROUNDS}: ${Math.round(ours.at(-1) ?? 0)} and ${Math.round(theirs.at(-1) ?? 0)} ms\n`,
    );
  }
  return { branches: BRANCHES, mapMs: spread(ours), langgraphMs: spread(theirs), ...against(ours, theirs) };
}

/** Of the rounds, so that what slowed one round down is in both sides of its ratio. */
function against(ours: readonly number[], theirs: readonly number[]): Figures {
  const ratios = ours.map((ms, round) => (theirs[round] ?? Number.NaN) / ms);
  return {
    vsLanggraph: median(ratios),
    vsLanggraphSpread: [Math.min(...ratios), Math.max(...ratios)],
    langgraph: peerVersion("langgraph", "@langchain/langgraph"),
  };
}

function side(folder: string): Promise<number> {
  return inScratch(async (directory) => {
    const said = await runChild(join(folder, "map.ts"), {
      file: join(directory, "kept.db"),
      branches: BRANCHES,
    });
    if (numberIn(said, "kept") !== BRANCHES) throw new Error(`${folder} kept ${said["kept"]} branches`);
    return numberIn(said, "ms");
  });
}
