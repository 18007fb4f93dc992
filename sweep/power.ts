import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { Chance } from "./chance.ts";
import { lacking, PowerBench } from "./power/bench.ts";
import { Writer } from "./power/writer.ts";

export interface PowerOptions {
  /** Cuts. @default 1000 */
  readonly count?: number;
  /** Chooses the moments. @default 1 */
  readonly seed?: number;
}

export interface PowerFigures extends Cuts {
  readonly repeated: 0;
  readonly repeatedSilently: 0;
  /** 1 when the control did not lose what it had to lose: then these were no power cuts. */
  readonly failed: number;
  /** The same writer, on a disk that says of each sync that it is done and does nothing. */
  readonly control?: Cuts;
  /** Why nothing was done, and what to do about it. */
  readonly reason?: string;
}

interface Cuts {
  readonly points: number;
  readonly acknowledged: number;
  readonly acknowledgedLost: number;
  /** Cuts after which something acknowledged was missing, or the store could not be read. */
  readonly lostIn: number;
  readonly unreadable: number;
}

const NOTHING: Cuts = { points: 0, acknowledged: 0, acknowledgedLost: 0, lostIn: 0, unreadable: 0 };
/** Then the disk would fill up: a fresh store takes its place. */
const CUTS_PER_STORE = 25;
const LONGEST_PAUSE_MS = 60;
const MOST_CONTROLS = 40;

/**
 * Cuts the power while a store is written to, again and again, and looks at what is left: everything that
 * was acknowledged before the cut, in a store that takes commits. Where that cannot be done it says why.
 */
export async function run({ count = 1_000, seed = 1 }: PowerOptions = {}): Promise<PowerFigures> {
  const nothing = { repeated: 0, repeatedSilently: 0, failed: 0 } as const;
  const reason = lacking();
  if (reason !== undefined) return { ...NOTHING, ...nothing, reason };
  const chance = new Chance(seed);
  using bench = new PowerBench();
  const cuts = await cutAgainAndAgain(bench, count, chance, true);
  const control = await cutAgainAndAgain(bench, Math.min(count, MOST_CONTROLS), chance, false);
  const failed = control.lostIn < 0.95 * control.points ? 1 : 0;
  return { ...cuts, ...nothing, failed, control };
}

async function cutAgainAndAgain(
  bench: PowerBench,
  count: number,
  chance: Chance,
  syncs: boolean,
): Promise<Cuts> {
  let sum = NOTHING;
  while (sum.points < count) {
    const state = join(bench.disk, "state");
    rmSync(state, { recursive: true, force: true });
    mkdirSync(state);
    await using writer = new Writer(join(state, "store.db"), syncs);
    while (writer.told().length === 0) await delay(5);
    for (let n = 0; n < CUTS_PER_STORE && sum.points < count; n++) {
      await delay(1 + chance.below(LONGEST_PAUSE_MS));
      sum = added(sum, await oneCut(bench, writer));
    }
    process.stderr.write(
      `power: ${sum.points} of ${count}${syncs ? "" : " without syncs"}, lost in ${sum.lostIn}\n`,
    );
  }
  return sum;
}

async function oneCut(bench: PowerBench, writer: Writer): Promise<Cuts> {
  const told = writer.told(); // before the cut, so it must be there after it
  const cut = bench.cut();
  try {
    const kept = await keptIn(join(cut.directory, "state", "store.db"));
    const lost = told.filter((line) => !kept.has(line)).length;
    const lostIn = lost > 0 ? 1 : 0;
    return { points: 1, acknowledged: told.length, acknowledgedLost: lost, lostIn, unreadable: 0 };
  } catch {
    const lost = told.length;
    return { points: 1, acknowledged: lost, acknowledgedLost: lost, lostIn: 1, unreadable: 1 };
  } finally {
    cut.drop();
  }
}

async function keptIn(file: string): Promise<ReadonlySet<string>> {
  await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  const records = await store.readAll({ after: 0, limit: 1_000_000 });
  await store.commit({}); // it takes commits, too
  return new Set(records.map(({ worker, seq }) => `${worker} ${seq}`));
}

function added(a: Cuts, b: Cuts): Cuts {
  return {
    points: a.points + b.points,
    acknowledged: a.acknowledged + b.acknowledged,
    acknowledgedLost: a.acknowledgedLost + b.acknowledgedLost,
    lostIn: a.lostIn + b.lostIn,
    unreadable: a.unreadable + b.unreadable,
  };
}
