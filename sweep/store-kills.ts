import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { ScratchDirectory, startChild } from "../test/adapters/sqlite/children.ts";
import { atEach, type KillPoint, killedAt, killPoints, killsBy } from "./kill-points.ts";

export interface StoreKillOptions {
  /** Points at which a writing process is killed. @default 60 */
  readonly count?: number;
  /** Chooses the points; the same seed chooses the same ones. @default 1 */
  readonly seed?: number;
  /** `hasty` acknowledges before it commits: the control, in which records must be lost. @default own */
  readonly writer?: "own" | "hasty";
}

export interface StoreKillFigures {
  readonly points: number;
  /** Of these, the points at which the process still lived. */
  readonly killed: number;
  readonly acknowledged: number;
  readonly acknowledgedLost: number;
  readonly unreadable: number;
  readonly seed: number;
  readonly by: "system call" | "timer";
}

type Outcome = Pick<StoreKillFigures, "killed" | "acknowledged" | "acknowledgedLost" | "unreadable">;

const COMMITS = "8";

/**
 * Kills a process that appends to a store at its n-th write, sync, truncation and so on, and opens
 * what it left: everything that it acknowledged must be there. Without strace it is killed by time.
 */
export async function run(options: StoreKillOptions = {}): Promise<StoreKillFigures> {
  const { count = 60, seed = 1, writer = "own" } = options;
  const points = await killPoints(
    (scratch, wrapper) => startChild([writer, scratch.file, COMMITS], wrapper).lines,
    { count, seed },
  );
  const outcomes = await atEach(points, (point) => outcomeAt(point, writer));
  const total = (key: keyof Outcome) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  return {
    points: points.length,
    killed: total("killed"),
    acknowledged: total("acknowledged"),
    acknowledgedLost: total("acknowledgedLost"),
    unreadable: total("unreadable"),
    seed,
    by: killsBy,
  };
}

async function outcomeAt(point: KillPoint, writer: string): Promise<Outcome> {
  using scratch = new ScratchDirectory();
  const { lines, killed } = await killedAt(point, [writer, scratch.file, COMMITS]);
  const outcome = { killed: killed ? 1 : 0, acknowledged: lines.length };
  try {
    const kept = await keptIn(scratch.file);
    return { ...outcome, acknowledgedLost: lines.filter((line) => !kept.has(line)).length, unreadable: 0 };
  } catch {
    return { ...outcome, acknowledgedLost: lines.length, unreadable: 1 };
  }
}

async function keptIn(file: string): Promise<ReadonlySet<string>> {
  await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  const records = await store.readAll({ after: 0, limit: 1_000_000 });
  await store.commit({}); // it takes commits, too
  return new Set(records.map(({ worker, seq }) => `${worker} ${seq}`));
}
