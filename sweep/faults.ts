import { clockJumps } from "./faults/clock-jumps.ts";
import type { FaultPoint } from "./faults/fault-point.ts";
import { fullDisks } from "./faults/full-disk.ts";
import { standstills } from "./faults/standstill.ts";
import { storageFaults } from "./faults/storage-faults.ts";
import type { LifeDefectName } from "./lives/defects.ts";
import type { ScenarioName } from "./lives/scenario.ts";
import { Stage } from "./lives/stage.ts";
import { straceIsHere } from "./lives/strace.ts";
import { type Tally, type TallyOptions, tallied } from "./lives/tally.ts";
import { spread } from "./spread.ts";

export interface FaultOptions extends TallyOptions {
  /** Lives, spread over all kinds of fault. @default all of them */
  readonly count?: number;
  /** Chooses them. @default 1 */
  readonly seed?: number;
  /** Only these, by name. @default as many as `count` says */
  readonly at?: readonly string[];
  /** @default once, effects, approvals where somebody else has the store open, and family */
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
  await using stage = await Stage.open();
  const all: FaultPoint[] = [
    ...(straceIsHere() ? await storageFaults(stage, scenario, defect) : []),
    ...(await fullDisks(stage, scenario, defect)),
    ...(await clockJumps(stage, scenario)),
    ...(await standstills(stage, scenario, defect)),
  ];
  const points =
    at === undefined ? spread(all, count ?? all.length, seed) : all.filter(({ name }) => at.includes(name));
  return await tallied("faults", points, (point) => point.live(), options);
}
