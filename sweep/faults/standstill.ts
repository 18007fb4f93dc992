import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Doom } from "../lives/doom.ts";
import { DrivingProcess, type Ending } from "../lives/driving-process.ts";
import { finished, type Lived } from "../lives/live.ts";
import { commitsOf, type FaultPlan, type FaultPoint } from "./fault-point.ts";

const LEASE_MS = 150;
/** A process that wakes up and finds its workers gone has nothing left to do. */
const LONGEST_AWAKE_MS = 10_000;

/**
 * At each commit, before it and after it, the process stands still until others have taken its workers and
 * brought them to their end; then it goes on. It can write nothing any more, and what it still does outside
 * is known to be unknown.
 */
export function standstills(plan: FaultPlan): readonly FaultPoint[] {
  return commitsOf(plan).flatMap((commit) =>
    (["before", "after"] as const).map((when) => ({
      name: `standstill: ${plan.scenario}, ${when} commit ${commit}`,
      live: () => stoodStill(plan, { commit, when, fate: "SIGSTOP" }),
    })),
  );
}

async function stoodStill({ stage, scenario, defect }: FaultPlan, doom: Doom): Promise<Lived> {
  using ground = stage.ground(scenario, "made");
  const life = { ...stage.life(scenario, ground, defect), leaseMs: LEASE_MS };
  const driving = new DrivingProcess({ ...life, doom });
  const stopped = await standsStill(driving);
  await finished(life, []);
  if (stopped) driving.kill("SIGCONT");
  void driving.endWithin(LONGEST_AWAKE_MS);
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
