import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ScratchDirectory, startChild } from "../test/adapters/sqlite/children.ts";

/** Where in its life a process is killed: at its n-th call of a kind, in any one thread, or by time. */
export type KillPoint = { readonly call: string; readonly nth: number } | { readonly afterMs: number };

export interface KilledChild {
  readonly lines: readonly string[];
  /** False when the process had ended before it came to the point. */
  readonly killed: boolean;
}

/** The system calls with which a store changes its files. */
const CALLS = ["pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "openat", "fallocate"] as const;
const AT_ONCE = 2;

/** Without strace, processes are killed by time. */
export const killsBy = spawnSync("strace", ["-V"]).status === 0 ? "system call" : "timer";

/**
 * `count` points of a process's life, spread over all of them, beginning where the seed says; some
 * twice if there are fewer. `life` runs the process once, under the wrapper, to its end.
 */
export async function killPoints(
  life: (scratch: ScratchDirectory, wrapper: readonly string[]) => Promise<unknown>,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<readonly KillPoint[]> {
  const points = killsBy === "timer" ? pointsByTime() : await pointsByCall(life);
  const start = seed * 7919;
  const indices = Array.from({ length: count }, (_, i) => start + Math.floor((i * points.length) / count));
  return indices.flatMap((index) => points[index % points.length] ?? []);
}

/** Runs the child script with these arguments and kills it at the point. */
export async function killedAt(point: KillPoint, args: readonly string[]): Promise<KilledChild> {
  const child = startChild(args, "call" in point ? killingWrapper(point) : []);
  if ("afterMs" in point) void delay(point.afterMs).then(() => child.process.kill("SIGKILL"));
  const lines = await child.lines;
  return { lines, killed: child.process.signalCode === "SIGKILL" };
}

/** What each point came to, a few at a time. */
export async function atEach<T>(
  points: readonly KillPoint[],
  outcome: (point: KillPoint) => Promise<T>,
): Promise<readonly T[]> {
  const outcomes: T[] = [];
  for (let i = 0; i < points.length; i += AT_ONCE) {
    outcomes.push(...(await Promise.all(points.slice(i, i + AT_ONCE).map(outcome))));
    process.stderr.write(`killed at ${outcomes.length} of ${points.length} points\n`);
  }
  return outcomes;
}

/** Every call of a whole life that names or changes the store, counted as strace counts. */
async function pointsByCall(
  life: (scratch: ScratchDirectory, wrapper: readonly string[]) => Promise<unknown>,
): Promise<KillPoint[]> {
  using scratch = new ScratchDirectory();
  const log = join(scratch.path, "calls");
  await life(scratch, ["strace", "-f", "-qq", "-o", log, "-e", `trace=${CALLS.join(",")}`]);
  const seen = new Map<string, number>();
  const points = new Map<string, KillPoint>();
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

function pointsByTime(): KillPoint[] {
  return Array.from({ length: 200 }, (_, index) => ({ afterMs: 100 + index * 4 }));
}

function killingWrapper({ call, nth }: { readonly call: string; readonly nth: number }): readonly string[] {
  const fault = `inject=${call}:signal=KILL:when=${nth}`;
  return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", fault];
}
