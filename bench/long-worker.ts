import { statSync } from "node:fs";
import { join } from "node:path";
import { numberIn, runChild } from "./child.ts";
import { type Figures, median, spread } from "./figures.ts";
import { installPeer, peerFolder } from "./peer-package.ts";
import { inScratch } from "./scratch.ts";

const TURNS = 500;
const WARM_UP_TURNS = 100;
const ROUNDS = 5;
/** One word, so that a scripted model says it in one piece. */
const SAID = "0123456789abcdef".repeat(128);

/** First and last turn of each window. */
const WINDOWS = { First: [1, 50], Middle: [225, 275], Last: [450, 500] } as const;
/** Turns per point of the curve. */
const BIN = 10;

interface Life {
  readonly ms: readonly number[];
  readonly bytes: readonly number[];
  readonly bytesPerTurnInAll: number;
  readonly dbBytes: number;
}

/**
 * One worker of 500 turns, each of which adds 2 KB to its transcript: what a turn costs early and late in
 * its life, in milliseconds and in bytes written to disk, for us and for LangGraph.js. The bytes of a
 * turn are what its commits write at once; those of the whole life include moving them to their place.
 */
export async function run(): Promise<Record<string, unknown>> {
  const missing = whyMissing();
  const ours: Life[] = [];
  const theirs: Life[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    ours.push(await live(join(import.meta.dirname, "child")));
    if (missing === undefined) theirs.push(await live(peerFolder("langgraph")));
    process.stderr.write(`round ${round} of ${ROUNDS}\n`);
  }
  return {
    ...figures(ours, (name) => name),
    ...(missing === undefined
      ? figures(theirs, (name) => `langgraph${name.charAt(0).toUpperCase()}${name.slice(1)}`)
      : { missing: { langgraph: missing } }),
    turns: TURNS,
    transcriptBytesPerTurn: SAID.length,
    curve: curves(missing === undefined ? { ours, theirs } : { ours }),
  };
}

function whyMissing(): string | undefined {
  try {
    installPeer("langgraph");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function live(folder: string): Promise<Life> {
  return inScratch(async (directory) => {
    const options = { directory, turns: TURNS, warmUpTurns: WARM_UP_TURNS, said: SAID };
    const said = await runChild(join(folder, "long-worker.ts"), options);
    const { ms, bytes } = said;
    if (!isSeries(ms) || !isSeries(bytes)) throw new Error(`${folder} did not measure ${TURNS} turns`);
    const bytesPerTurnInAll = numberIn(said, "bytesInAll") / TURNS;
    return { ms, bytes, bytesPerTurnInAll, dbBytes: statSync(join(directory, "kept.db")).size };
  });
}

function isSeries(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length === TURNS;
}

function figures(lives: readonly Life[], named: (name: string) => string): Figures {
  const entries: [string, unknown][] = Object.entries(WINDOWS).flatMap(([name, window]) => [
    [`msPerTurn${name}`, spread(lives.map(({ ms }) => median(within(ms, window))))],
    [`bytesPerTurn${name}`, median(lives.map(({ bytes }) => mean(within(bytes, window))))],
  ]);
  const growths = lives.map(({ ms }) => median(within(ms, WINDOWS.Last)) / median(within(ms, WINDOWS.First)));
  entries.push(
    ["growth", median(growths)],
    ["growthSpread", [Math.min(...growths), Math.max(...growths)]],
    ["bytesPerTurnInAll", median(lives.map(({ bytesPerTurnInAll }) => bytesPerTurnInAll))],
    ["dbBytes", median(lives.map(({ dbBytes }) => dbBytes))],
  );
  return Object.fromEntries(entries.map(([name, value]) => [named(name), value]));
}

function within(values: readonly number[], [first, last]: readonly [number, number]): readonly number[] {
  return values.slice(first - 1, last);
}

/** The middle of all turns of a bin in all rounds; of bytes the mean, since they come in bursts. */
function curves(sides: Readonly<Record<string, readonly Life[]>>): Figures {
  const points: [string, readonly number[]][] = Object.entries(sides).flatMap(([side, lives]) => [
    [`${side}Ms`, bins((bin) => median(lives.flatMap(({ ms }) => within(ms, bin))))],
    [`${side}Bytes`, bins((bin) => mean(lives.flatMap(({ bytes }) => within(bytes, bin))))],
  ]);
  return { turn: bins(([first, last]) => (first + last) / 2), ...Object.fromEntries(points) };
}

function bins(pointOf: (bin: readonly [first: number, last: number]) => number): readonly number[] {
  return Array.from({ length: TURNS / BIN }, (_, bin) => {
    return Number(pointOf([bin * BIN + 1, (bin + 1) * BIN]).toPrecision(5));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
