import { clockJumps } from "./faults/clock-jumps.ts";
import type { FaultPlan, FaultPoint } from "./faults/fault-point.ts";
import { fullDisks } from "./faults/full-disk.ts";
import { standstills } from "./faults/standstill.ts";
import { storageFaults } from "./faults/storage-faults.ts";
import { knownName } from "./known-name.ts";
import { LIFE_DEFECTS, type LifeDefectName } from "./lives/defects.ts";
import { heardOf } from "./lives/points.ts";
import type { ScenarioName } from "./lives/scenario.ts";
import { Stage } from "./lives/stage.ts";
import { type Tally, type TallyOptions, tallied } from "./lives/tally.ts";
import { spread } from "./spread.ts";

export interface FaultOptions extends TallyOptions {
  /** Lives, spread over all kinds of fault. @default all of them */
  readonly count?: number;
  /** Chooses them. @default 1 */
  readonly seed?: number;
  /** Only these, by name. @default as many as `count` says */
  readonly at?: readonly string[];
  /** @default "effects" */
  readonly scenario?: ScenarioName;
  /** Plants a fault of ours into the processes that meet those. @default none */
  readonly defect?: LifeDefectName;
}

/**
 * The disk fails, is full, or takes a moment; the clock is set; a process stands still until it has lost
 * what it held. Nothing is acknowledged that is not kept, and everything comes to its end.
 */
export async function run(options: FaultOptions = {}): Promise<Tally> {
  const { count, seed = 1, at, defect, scenario = "effects" } = options;
  if (defect !== undefined) knownName("defect", LIFE_DEFECTS, defect);
  await using stage = await Stage.open();
  const heard = await heardOf(stage, scenario);
  const plan: FaultPlan = { stage, scenario, heard, ...(defect === undefined ? {} : { defect }) };
  const all = KINDS.flatMap((pointsOf) => pointsOf(plan));
  const named = at?.map((name) => all.find((point) => point.name === name) ?? unknown(name, all));
  const points = named ?? spread(all, count ?? all.length, seed);
  return await tallied("faults", points, (point) => point.live(), options);
}

const KINDS = [storageFaults, fullDisks, clockJumps, standstills] as const;

function unknown(name: string, all: readonly FaultPoint[]): never {
  throw new Error(`"${name}" names no fault; an example is "${all[0]?.name}"`);
}
