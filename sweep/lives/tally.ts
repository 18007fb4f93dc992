import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Shard } from "../shard.ts";
import { type Lived, unreadable } from "./live.ts";

const COUNTED = [
  "acknowledged",
  "acknowledgedLost",
  "repeated",
  "repeatedSilently",
  "unreadable",
  "effects",
  "outcomesUnknown",
] as const;

export interface Tally extends Readonly<Record<(typeof COUNTED)[number], number>> {
  readonly points: number;
  /** Of these, the points at which a process really died. */
  readonly killed: number;
  /** Lives in which something was that must not be. */
  readonly failed: number;
  readonly failures: readonly string[];
}

export interface TallyOptions {
  readonly shard?: Shard | undefined;
  /** A file that knows which points were done before, and learns of each new one. @default none */
  readonly state?: string | undefined;
  readonly atOnce?: number;
}

interface Entry extends Omit<Tally, "points" | "failures"> {
  readonly name: string;
  readonly problem?: string;
}

/** More would only fill the screen. */
const MOST_FAILURES_TOLD = 10;
/** Two cores, and somebody always waits for a disk or a timer. */
const AT_ONCE = 3;

/** Lives through one point after the other, several at once, and adds up what came of it. */
export async function tallied<P extends { readonly name: string }>(
  title: string,
  points: readonly P[],
  lived: (point: P) => Promise<Lived>,
  { shard = { index: 1, of: 1 }, state, atOnce = AT_ONCE }: TallyOptions,
): Promise<Tally> {
  const known = state === undefined ? [] : entriesIn(state);
  const done = new Set(known.map(({ name }) => name));
  const left = points.filter(({ name }, index) => index % shard.of === shard.index - 1 && !done.has(name));
  const entries = [...known];
  const hands = Array.from({ length: atOnce }, async () => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      const entry = entryOf(point.name, await lived(point).catch((error: unknown) => unreadable([], error)));
      if (state !== undefined) appendFileSync(state, `${JSON.stringify(entry)}\n`);
      entries.push(entry);
      tell(title, entries, left.length, entry);
    }
  });
  await Promise.all(hands);
  return sumOf(entries);
}

function entriesIn(state: string): Entry[] {
  if (!existsSync(state)) return [];
  const lines = readFileSync(state, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Entry);
}

function entryOf(name: string, lived: Lived): Entry {
  const [problem] = lived.problems;
  return {
    name,
    killed: lived.endings.some(({ killed }) => killed) ? 1 : 0,
    failed: problem === undefined ? 0 : 1,
    ...(Object.fromEntries(COUNTED.map((figure) => [figure, lived[figure]])) as Pick<
      Lived,
      (typeof COUNTED)[number]
    >),
    ...(problem === undefined ? {} : { problem }),
  };
}

function sumOf(entries: readonly Entry[]): Tally {
  const total = (figure: keyof Entry & keyof Tally) =>
    entries.reduce((sum, entry) => sum + Number(entry[figure]), 0);
  const bad = entries.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name}: ${problem} (again: --at ${JSON.stringify(name)})`],
  );
  return {
    points: entries.length,
    killed: total("killed"),
    ...(Object.fromEntries(COUNTED.map((figure) => [figure, total(figure)])) as Pick<
      Tally,
      (typeof COUNTED)[number]
    >),
    failed: total("failed"),
    failures: bad.slice(0, MOST_FAILURES_TOLD),
  };
}

function tell(title: string, entries: readonly Entry[], left: number, last: Entry): void {
  if (last.problem !== undefined) process.stderr.write(`${title}: ${last.name}: ${last.problem}\n`);
  if (entries.length % 50 !== 0 && left > 0) return;
  const { points, acknowledgedLost, failed } = sumOf(entries);
  process.stderr.write(
    `${title}: ${points} done, ${left} left, lost ${acknowledgedLost}, failed ${failed}\n`,
  );
}
