import { join } from "node:path";
import { systemClock } from "../src/adapters/node/clock.ts";
import { workerId } from "../src/core/ids.ts";
import type { WorkerRecord } from "../src/core/journal/record.ts";
import type { Store } from "../src/ports/store.ts";
import { bareTable } from "./bare-table.ts";
import { spread } from "./figures.ts";

/** How many commits of one side in a row. Short, so that what else the machine does meets both. */
const IN_A_ROW = 20;
const ROUNDS = 5;

type Side = () => Promise<void> | void;
type Round = { readonly ours: readonly number[]; readonly floor: readonly number[] };

/**
 * How long one commit of one record takes while nothing else is written, in milliseconds: through
 * our store, and as the one row of a transaction of bare SQLite in the same table, by turns.
 */
export async function singleCommits(
  store: Store,
  { directory, record, seconds }: { directory: string; record: WorkerRecord; seconds: number },
): Promise<Record<string, unknown>> {
  const ours = appendingOne(store, record);
  const insert = bareTable(join(directory, "floor-single.db"), record);
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const timed = await oneRound(ours, () => insert(1), (seconds * 1000) / (ROUNDS + 1));
    if (round > 0) rounds.push(timed); // the first round warms up
    process.stderr.write(`append: single commits, round ${round} of ${ROUNDS}\n`);
  }
  return figuresOf(rounds);
}

async function oneRound(ours: Side, floor: Side, milliseconds: number): Promise<Round> {
  const end = performance.now() + milliseconds;
  const round = { ours: [] as number[], floor: [] as number[] };
  while (performance.now() < end) {
    for (let i = 0; i < IN_A_ROW; i++) round.ours.push(await timed(ours));
    for (let i = 0; i < IN_A_ROW; i++) round.floor.push(await timed(floor));
  }
  return round;
}

async function timed(side: Side): Promise<number> {
  const start = performance.now();
  await side();
  return performance.now() - start;
}

function appendingOne(store: Store, record: WorkerRecord): Side {
  const worker = workerId(systemClock.uuid());
  let seq = 0;
  return async () => {
    await store.commit({ appends: [{ worker, expectedSeq: seq++, expectedEpoch: 0, records: [record] }] });
  };
}

function figuresOf(rounds: readonly Round[]): Record<string, unknown> {
  const of = (side: keyof Round, share: number) => rounds.map((round) => quantile(round[side], share));
  const ratio = (share: number) =>
    rounds.map(({ ours, floor }) => quantile(ours, share) / quantile(floor, share));
  return {
    singleCommitMs: { p50: spread(of("ours", 0.5)), p99: spread(of("ours", 0.99)) },
    bareSqliteSingleCommitMs: { p50: spread(of("floor", 0.5)), p99: spread(of("floor", 0.99)) },
    p50Ratio: spread(ratio(0.5)).median,
    p99Ratio: spread(ratio(0.99)).median,
    p99RatioSpread: [Math.min(...ratio(0.99)), Math.max(...ratio(0.99))],
    singleCommits: rounds.reduce((sum, { ours }) => sum + ours.length, 0),
  };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}
