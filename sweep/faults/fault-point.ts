import type { LifeDefectName } from "../lives/defects.ts";
import type { Lived } from "../lives/live.ts";
import type { Heard } from "../lives/points.ts";
import type { ScenarioName } from "../lives/scenario.ts";
import type { Stage } from "../lives/stage.ts";

/** One life to be lived with one fault in it. */
export interface FaultPoint {
  /** `KIND: where`. */
  readonly name: string;
  readonly live: () => Promise<Lived>;
}

/** What faults are made for. */
export interface FaultPlan {
  readonly stage: Stage;
  readonly scenario: ScenarioName;
  readonly heard: Heard;
  /** A fault of ours, planted into the processes that meet those of the world. @default none */
  readonly defect?: LifeDefectName;
}

/** The numbers of all commits, from 1. */
export function commitsOf({ heard }: FaultPlan): readonly number[] {
  return Array.from({ length: heard.commits }, (_, index) => index + 1);
}
