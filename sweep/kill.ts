import { knownName } from "./known-name.ts";
import { LIFE_DEFECTS, type LifeDefectName } from "./lives/defects.ts";
import { live } from "./lives/live.ts";
import { chosenPoints, deathsAt, type Point, pointNamed, pointsOf } from "./lives/points.ts";
import { SCENARIOS, type ScenarioName } from "./lives/scenario.ts";
import { Stage } from "./lives/stage.ts";
import { straceIsHere } from "./lives/strace.ts";
import { type Tally, type TallyOptions, tallied } from "./lives/tally.ts";

export interface KillOptions extends TallyOptions {
  /** Points at which processes are killed. @default 5000 */
  readonly count?: number;
  /** Chooses the points; the same seed chooses the same ones. @default 1 */
  readonly seed?: number;
  /** @default all of them */
  readonly scenarios?: readonly ScenarioName[];
  /** Only these points, by name. @default as many as `count` says */
  readonly at?: readonly string[];
  /** Plants a fault into the processes that are killed first. @default none */
  readonly defect?: LifeDefectName;
}

export interface KillFigures extends Tally {
  readonly by: "commit and system call" | "commit";
  readonly msPerPoint: number;
}

/**
 * Kills a process that drives workers at each of its commits and at each of its calls on the store's
 * files, and lets another one go on: nothing acknowledged is lost, nothing is repeated silently, and
 * everything comes to the end that it would have come to.
 */
export async function run(options: KillOptions = {}): Promise<KillFigures> {
  if (options.defect !== undefined) knownName("defect", LIFE_DEFECTS, options.defect);
  await using stage = await Stage.open();
  const points = await pointsFor(stage, options);
  const startedMs = performance.now();
  const tally = await tallied("kill", points, (point) => lifeAt(stage, point, options.defect), options);
  const msPerPoint = (performance.now() - startedMs) / Math.max(1, points.length);
  return { ...tally, msPerPoint, by: straceIsHere() ? "commit and system call" : "commit" };
}

async function pointsFor(
  stage: Stage,
  { at, count = 5_000, seed = 1, scenarios }: KillOptions,
): Promise<readonly Point[]> {
  if (at !== undefined) return at.map(pointNamed);
  const singles: Point[] = [];
  for (const scenario of scenarios ?? (Object.keys(SCENARIOS) as ScenarioName[])) {
    singles.push(...(await pointsOf(stage, scenario)));
  }
  process.stderr.write(`kill: ${singles.length} places at which a process can die\n`);
  return chosenPoints(singles, count, seed);
}

async function lifeAt(stage: Stage, point: Point, defect: LifeDefectName | undefined) {
  using ground = stage.ground(point.scenario, point.store);
  return await live(stage.life(point.scenario, ground, defect), deathsAt(point, ground));
}
