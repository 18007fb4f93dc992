import { execFileSync } from "node:child_process";
import { repositoryDigest } from "../src/testing/repository-digest.ts";
import {
  aWorker,
  aWorktree,
  git,
  makeGround,
  openState,
  writeFiles,
} from "../test/adapters/git/support/ground.ts";
import { Chance } from "./chance.ts";
import { type SnapshotKill, snapshotKill } from "./snapshots/kill-points.ts";
import { type Keeping, killedKeeping, STEPS } from "./snapshots/killed-keeping.ts";

export interface SnapshotOptions {
  /** Snapshots that are killed midway: until there are so many, moments are tried. @default 500 */
  readonly count?: number;
  /** Chooses the moments. @default 1 */
  readonly seed?: number;
  /** `forgetful` removes each ref that was acknowledged: the control, which must be found. @default none */
  readonly defect?: "forgetful";
}

export interface SnapshotFigures {
  /** Moments that were tried. */
  readonly points: number;
  /** Of these, the ones at which a snapshot under way did not come to its end. */
  readonly killed: number;
  readonly acknowledged: number;
  readonly acknowledgedLost: number;
  /** Points after which the next step did not work, or the vault was damaged. */
  readonly failed: number;
  readonly failures: readonly string[];
}

interface Outcome {
  readonly killed: boolean;
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly problem?: string;
}

/** As many as there are cores: each has a repository, a vault and a worker of its own. */
const LANES = 2;

/** Not every part that dies, and not every call, is one that a snapshot dies of. */
const MOST_TRIES = 4;

/**
 * Kills snapshots midway: the process that takes them, single parts of it, and parts at their n-th system
 * call. Whatever was acknowledged must be there with its content, and the next step must work at once.
 */
export async function run(options: SnapshotOptions = {}): Promise<SnapshotFigures> {
  const { count = 500, seed = 1, defect } = options;
  const chance = new Chance(seed);
  const outcomes: Outcome[] = [];
  let tries = 0;
  const next = () => {
    const isEnough = outcomes.filter(({ killed }) => killed).length >= count || tries >= MOST_TRIES * count;
    return isEnough ? undefined : snapshotKill(tries++, chance);
  };
  const lanes = Array.from({ length: Math.min(LANES, count) }, () => inOneLane(next, outcomes, defect));
  const problems = (await Promise.all(lanes)).flat();
  const failures = outcomes.flatMap(({ problem, lost }) => [
    ...(problem === undefined ? [] : [problem]),
    ...lost,
  ]);
  return {
    points: outcomes.length,
    killed: outcomes.filter(({ killed }) => killed).length,
    acknowledged: outcomes.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    acknowledgedLost: outcomes.reduce((sum, { lost }) => sum + lost.length, 0),
    failed: outcomes.filter(({ problem }) => problem !== undefined).length + problems.length,
    failures: [...problems, ...failures].slice(0, 10),
  };
}

/** Tries one moment after the other until there were enough; answers what was wrong at the end. */
async function inOneLane(
  next: () => SnapshotKill | undefined,
  outcomes: Outcome[],
  defect: SnapshotOptions["defect"],
): Promise<readonly string[]> {
  const ground = makeGround(
    Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}.txt`, `${n}\n`])),
  );
  try {
    const before = await repositoryDigest(ground.repo);
    const worker = aWorker();
    const opened = await ground.workspaces.open(aWorktree(ground.repo), worker, {});
    let first = 1;
    for (let kill = next(); kill !== undefined; kill = next()) {
      outcomes.push(await outcomeOf({ stateDir: ground.stateDir, worker, opened, first }, kill, defect));
      first += STEPS + 1;
      if (outcomes.length % 50 === 0) process.stderr.write(`snapshots: killed ${outcomes.length}\n`);
    }
    const fsck = git(opened.git?.vault ?? "", "fsck", "--no-dangling");
    const same = (await repositoryDigest(ground.repo)) === before;
    return [...(fsck === "" ? [] : [fsck]), ...(same ? [] : ["the user's repository changed"])];
  } finally {
    ground.remove();
  }
}

async function outcomeOf(
  keeping: Keeping,
  kill: SnapshotKill,
  defect: SnapshotOptions["defect"],
): Promise<Outcome> {
  const { worker, opened, stateDir, first } = keeping;
  const said = await killedKeeping(keeping, kill);
  const vault = opened.git?.vault ?? "";
  const kept = said.flatMap((line) => (line.startsWith("kept ") ? [line.split(" ")] : []));
  if (defect === "forgetful") for (const [, , ref = ""] of kept) git(vault, "update-ref", "-d", ref);
  const lost = kept.flatMap(([, seq = "", ref = "", commit]) =>
    holds(vault, ref, `${commit}`, seq)
      ? []
      : [`${ref} was acknowledged and is not there (${JSON.stringify(kill)})`],
  );
  const began = said.filter((line) => line.startsWith("began ")).length;
  const outcome = { killed: kept.length < began, acknowledged: kept.length, lost };
  try {
    if (said.includes("hung")) throw new Error("it came to no end");
    const seq = first + STEPS;
    writeFiles(opened.root, { "counter.txt": `${seq}\n` });
    const next = await openState(stateDir).checkpoint(opened, worker, { seq, last: undefined }, {});
    if (git(vault, "show", `${next?.commit}:counter.txt`) !== String(seq))
      throw new Error("it kept other files");
    return outcome;
  } catch (error) {
    return { ...outcome, problem: `the next step: ${String(error)} (${JSON.stringify(kill)})` };
  }
}

/** By the names that were told, and with the content that was there when they were told. */
function holds(vault: string, ref: string, commit: string, seq: string): boolean {
  try {
    const named = git(vault, "rev-parse", "--verify", ref) === commit;
    return (
      named && execFileSync("git", ["-C", vault, "show", `${ref}:counter.txt`]).toString() === `${seq}\n`
    );
  } catch {
    return false;
  }
}
