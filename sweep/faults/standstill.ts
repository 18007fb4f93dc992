import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { LifeDefectName } from "../lives/defects.ts";
import { DrivingProcess, type Ending } from "../lives/driving-process.ts";
import type { Life } from "../lives/life.ts";
import { finished, type Lived } from "../lives/live.ts";
import { heardOf } from "../lives/points.ts";
import type { ScenarioName } from "../lives/scenario.ts";
import type { Stage } from "../lives/stage.ts";
import type { FaultPoint } from "./fault-point.ts";

const LEASE_MS = 150;
/** A process that wakes up and finds its workers gone has nothing left to do. */
const LONGEST_AWAKE_MS = 10_000;

/**
 * At each commit, before it and after it, the process stands still until others have taken its workers and
 * brought them to their end; then it goes on. It can write nothing any more, and what it still does outside
 * is known to be unknown.
 */
export async function standstills(
  stage: Stage,
  scenario: ScenarioName,
  defect?: LifeDefectName,
): Promise<readonly FaultPoint[]> {
  const { commits } = await heardOf(stage, scenario);
  return Array.from({ length: commits }, (_, index) => index + 1).flatMap((commit) =>
    (["before", "after"] as const).map((when) => ({
      name: `standstill: ${scenario}, ${when} commit ${commit}`,
      live: () => stoodStill(stage, scenario, { commit, when, fate: "SIGSTOP" }, defect),
    })),
  );
}

async function stoodStill(
  stage: Stage,
  scenario: ScenarioName,
  doom: NonNullable<Life["doom"]>,
  defect: LifeDefectName | undefined,
): Promise<Lived> {
  using ground = stage.ground(scenario, "made");
  const life = { ...stage.life(scenario, ground, defect), leaseMs: LEASE_MS };
  const driving = new DrivingProcess({ ...life, doom });
  const stopped = await standsStill(driving);
  await finished(life, []);
  if (stopped) driving.kill("SIGCONT");
  void delay(LONGEST_AWAKE_MS, undefined, { ref: false }).then(() => driving.kill("SIGKILL"));
  const ending = await driving.ended;
  const lived = await finished(life, [ending]);
  return { ...lived, problems: [...lived.problems, ...stuck(ending)] };
}

/** Nobody tells of a process that was stopped: one has to look. False when it is over instead. */
async function standsStill(driving: DrivingProcess): Promise<boolean> {
  let over = false;
  void driving.ended.then(() => {
    over = true;
  });
  while (!over) {
    if (driving.pid !== undefined && stateOfProcess(driving.pid) === "T") return true;
    await delay(5);
  }
  return false;
}

function stateOfProcess(pid: number): string | undefined {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

function stuck({ killed }: Ending): readonly string[] {
  return killed ? ["the process that woke up never came to its end"] : [];
}
