import { repositoryDigest } from "../src/testing/repository-digest.ts";
import { aWorker, aWorktree, type Ground, makeGround } from "../test/adapters/git/support/ground.ts";
import { Chance } from "./chance.ts";
import { type Dirty, ENDS, type End } from "./dirty/ends.ts";
import { BASE_FILES, DIRTY_STATES, type DirtyState } from "./dirty/states.ts";
import { workIn } from "./dirty/work-in.ts";
import type { Shard } from "./shard.ts";

export interface DirtyOptions {
  /** How often each case is lived through, a crash at another moment each time. @default 1 */
  readonly count?: number;
  /** @default 1 */
  readonly seed?: number;
  readonly shard?: Shard | undefined;
  /** Only these cases, e.g. `stash, crash`. @default all of them */
  readonly at?: readonly string[];
  /** `forgetful` loses the archive of what no commit holds: the control, which must lose work. @default none */
  readonly defect?: "forgetful";
}

export interface DirtyFigures {
  readonly cases: number;
  readonly runs: number;
  /** Runs after which some work was not there. */
  readonly lost: number;
  /** Runs that came to no end, or wrote into the user's repository. */
  readonly failed: number;
  readonly failures: readonly string[];
}

interface Case {
  readonly name: string;
  readonly state: DirtyState;
  readonly end: End;
  readonly seed: number;
}

interface Outcome {
  readonly problem?: string;
  readonly lost?: readonly string[];
}

/**
 * Leaves a checkout in every dirty state, ends it in every way, goes on with it, and compares all the work
 * in it with what was there before. The user's repository must be the same byte for byte.
 */
export async function run(options: DirtyOptions = {}): Promise<DirtyFigures> {
  const cases = casesFor(options);
  const failures: string[] = [];
  const figures = { lost: 0, failed: 0 };
  const ground = makeGround(BASE_FILES);
  try {
    const before = await repositoryDigest(ground.repo);
    for (const one of cases) {
      const { problem, lost = [] } = await outcomeOf(one, ground, options.defect);
      const changed = (await repositoryDigest(ground.repo)) !== before;
      if (lost.length > 0) figures.lost += 1;
      if (problem !== undefined || changed) figures.failed += 1;
      const what = problem ?? (changed ? "the user's repository changed" : lost.slice(0, 3).join("; "));
      if (what !== "") failures.push(`${one.name}: ${what}`);
    }
  } finally {
    ground.remove();
  }
  const names = new Set(cases.map(({ name }) => name));
  return { cases: names.size, runs: cases.length, ...figures, failures: failures.slice(0, 10) };
}

function casesFor({ count = 1, seed = 1, shard = { index: 1, of: 1 }, at }: DirtyOptions): readonly Case[] {
  const states = Object.keys(DIRTY_STATES) as DirtyState[];
  const ends = Object.keys(ENDS) as End[];
  const all = Array.from({ length: count }, (_, round) =>
    states.flatMap((state) =>
      ends.map((end, index) => ({
        name: `${state}, ${end}`,
        state,
        end,
        seed: seed * 1000 + round * 10 + index,
      })),
    ),
  ).flat();
  const meant = at === undefined ? all : all.filter(({ name }) => at.includes(name));
  if (at !== undefined && meant.length === 0)
    throw new Error(`no such case: ${at.join("; ")}; an example is "stash, crash"`);
  return meant.filter((_, index) => index % shard.of === shard.index - 1);
}

async function outcomeOf(one: Case, ground: Ground, defect: DirtyOptions["defect"]): Promise<Outcome> {
  const worker = aWorker();
  try {
    const opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
    const clean = workIn(opened.root);
    DIRTY_STATES[one.state](opened.root);
    const before = workIn(opened.root);
    const forgets = defect === "forgetful";
    const dirty: Dirty = { ground, worker, opened, chance: new Chance(one.seed), clean, forgets };
    await ENDS[one.end](dirty);
    return { lost: difference(before, workIn(opened.root)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What is not there any more, and what came back although it had been taken away; an index is of its files. */
function difference(before: readonly string[], after: readonly string[]): readonly string[] {
  const [was, is] = [new Set(before), new Set(after)];
  const gone = before.filter((piece) => !is.has(piece)).map((piece) => `gone: ${piece}`);
  const back = after.filter((piece) => !was.has(piece) && !piece.startsWith("staged "));
  return [...gone, ...back.map((piece) => `came back: ${piece}`)];
}
