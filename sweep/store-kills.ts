import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { ScratchDirectory, startChild } from "../test/adapters/sqlite/children.ts";

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

/** The system calls with which a store changes its files. */
const CALLS = ["pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "openat", "fallocate"] as const;
const COMMITS = 8;
const AT_ONCE = 2;

type Point = { readonly call: string; readonly nth: number } | { readonly afterMs: number };
type Outcome = { killed: number; acknowledged: number; acknowledgedLost: number; unreadable: number };

/**
 * Kills a process that appends to a store at its n-th write, sync, truncation and so on, and opens
 * what it left: everything that it acknowledged must be there. Without strace it is killed by time.
 */
export async function run(options: StoreKillOptions = {}): Promise<StoreKillFigures> {
  const { count = 60, seed = 1, writer = "own" } = options;
  const traced = spawnSync("strace", ["-V"]).status === 0;
  const points = chosen(traced ? await pointsByCall(writer) : pointsByTime(), count, seed);
  const sum: Outcome = { killed: 0, acknowledged: 0, acknowledgedLost: 0, unreadable: 0 };
  for (let i = 0; i < points.length; i += AT_ONCE) {
    const outcomes = await Promise.all(points.slice(i, i + AT_ONCE).map((point) => killedAt(point, writer)));
    for (const outcome of outcomes) add(sum, outcome);
    process.stderr.write(
      `store-kills: ${i + outcomes.length} of ${points.length}, lost ${sum.acknowledgedLost}\n`,
    );
  }
  return { points: points.length, ...sum, seed, by: traced ? "system call" : "timer" };
}

/** Every call of a whole life of the writer that names or changes the store, counted as strace counts. */
async function pointsByCall(writer: string): Promise<Point[]> {
  using scratch = new ScratchDirectory();
  const log = join(scratch.path, "calls");
  const wrapper = ["strace", "-f", "-qq", "-o", log, "-e", `trace=${CALLS.join(",")}`];
  await startChild([writer, scratch.file, String(COMMITS)], wrapper).lines;
  const seen = new Map<string, number>();
  const points = new Map<string, Point>();
  for (const line of readFileSync(log, "utf8").split("\n")) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const nth = (seen.get(`${thread} ${call}`) ?? 0) + 1; // each thread counts for itself
    seen.set(`${thread} ${call}`, nth);
    // Most files that are opened are modules; those kills would say nothing about the store.
    if (call !== "openat" || line.includes("store.db")) points.set(`${call} ${nth}`, { call, nth });
  }
  return [...points.values()];
}

function pointsByTime(): Point[] {
  return Array.from({ length: 200 }, (_, index) => ({ afterMs: 100 + index * 4 }));
}

async function killedAt(point: Point, writer: string): Promise<Outcome> {
  using scratch = new ScratchDirectory();
  const args = [writer, scratch.file, String(COMMITS)];
  const child =
    "call" in point
      ? startChild(args, [
          "strace",
          "-f",
          "-qq",
          "-o",
          "/dev/null",
          "-e",
          `trace=${point.call}`,
          "-e",
          `inject=${point.call}:signal=KILL:when=${point.nth}`,
        ])
      : startChild(args);
  if ("afterMs" in point) void delay(point.afterMs).then(() => child.process.kill("SIGKILL"));
  const lines = await child.lines;
  const killed = child.process.signalCode === "SIGKILL" ? 1 : 0;
  try {
    const kept = await keptIn(scratch.file);
    const lost = lines.filter((line) => !kept.has(line)).length;
    return { killed, acknowledged: lines.length, acknowledgedLost: lost, unreadable: 0 };
  } catch {
    return { killed, acknowledged: lines.length, acknowledgedLost: lines.length, unreadable: 1 };
  }
}

async function keptIn(file: string): Promise<ReadonlySet<string>> {
  await using store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  const records = await store.readAll({ after: 0, limit: 1_000_000 });
  await store.commit({}); // it takes commits, too
  return new Set(records.map(({ worker, seq }) => `${worker} ${seq}`));
}

/** `count` points spread over all of them, beginning where the seed says; some twice if there are fewer. */
function chosen(points: readonly Point[], count: number, seed: number): Point[] {
  const start = seed * 7919;
  const indices = Array.from({ length: count }, (_, i) => start + Math.floor((i * points.length) / count));
  return indices.flatMap((index) => points[index % points.length] ?? []);
}

function add(sum: Outcome, outcome: Outcome): void {
  sum.killed += outcome.killed;
  sum.acknowledged += outcome.acknowledged;
  sum.acknowledgedLost += outcome.acknowledgedLost;
  sum.unreadable += outcome.unreadable;
}
