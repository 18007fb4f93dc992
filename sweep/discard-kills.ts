import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { workerId } from "../src/core/ids.ts";
import { ScratchDirectory, startChild } from "../test/adapters/sqlite/children.ts";
import { atEach, type KillPoint, killedAt, killPoints, killsBy } from "./kill-points.ts";

export interface DiscardKillOptions {
  /** Points at which a discarding process is killed. @default 40 */
  readonly count?: number;
  /** Chooses the points; the same seed chooses the same ones. @default 1 */
  readonly seed?: number;
  /** `piecemeal` discards one worker after the other: the control, which must leave some. @default discard */
  readonly discarder?: "discard" | "piecemeal";
}

type Left = "all" | "none" | "some" | "unreadable";

export interface DiscardKillFigures extends Readonly<Record<Left, number>> {
  readonly points: number;
  /** Of these, the points at which the process still lived. */
  readonly killed: number;
  /** Workers that were there again although their end had been acknowledged. */
  readonly returned: number;
  readonly seed: number;
  readonly by: "system call" | "timer";
}

const WORKERS = 6;
const RECORDS = 5;

/**
 * Kills a process that discards six workers at once and collects their content, at its n-th write,
 * sync and so on, and opens what it left: all of them as they were, or none of them and nothing of them.
 */
export async function run(options: DiscardKillOptions = {}): Promise<DiscardKillFigures> {
  const { count = 40, seed = 1, discarder = "discard" } = options;
  const points = await killPoints(
    async (scratch, wrapper) => {
      await fill(scratch.file);
      await startChild([discarder, scratch.file], wrapper).lines;
    },
    { count, seed },
  );
  const outcomes = await atEach(points, (point) => outcomeAt(point, discarder));
  const how = (left: Left) => outcomes.filter((outcome) => outcome.left === left).length;
  return {
    points: points.length,
    killed: outcomes.filter(({ killed }) => killed).length,
    all: how("all"),
    none: how("none"),
    some: how("some"),
    unreadable: how("unreadable"),
    returned: outcomes.filter(({ left, lines }) => left === "all" && lines.includes("discarded")).length,
    seed,
    by: killsBy,
  };
}

async function outcomeAt(point: KillPoint, discarder: string) {
  using scratch = new ScratchDirectory();
  await fill(scratch.file);
  const outcome = await killedAt(point, [discarder, scratch.file]);
  return { ...outcome, left: await leftIn(scratch.file).catch((): Left => "unreadable") };
}

/** Workers with records of which each names content of its own and content of all. */
async function fill(file: string): Promise<void> {
  await using store = await open(file);
  const report = (text: string) => ({ type: "sandbox.reported", report: { text } }) as const;
  for (let i = 0; i < WORKERS; i++) {
    const records = [
      report("shared ".repeat(6000)),
      report(`${i} `.repeat(20_000)),
      ...Array(RECORDS - 2).fill(report("short")),
    ];
    const worker = workerId(systemClock.uuid());
    await store.commit({ appends: [{ worker, expectedSeq: 0, expectedEpoch: 0, records }] });
  }
}

/** Reads all there is, so that a record without its content would be met; and the store takes commits. */
async function leftIn(file: string): Promise<Left> {
  await using store = await open(file);
  const streams = await store.streams();
  const records = await store.readAll({ after: 0 });
  const { position } = await store.commit({});
  if (position !== WORKERS * RECORDS) return "some";
  if (streams.length === 0 && records.length === 0) return "none";
  return streams.length === WORKERS && records.length === WORKERS * RECORDS ? "all" : "some";
}

function open(file: string) {
  return createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
}
