import type { Doom } from "../lives/doom.ts";
import { type Lived, live } from "../lives/live.ts";
import { commitsOf, type FaultPlan, type FaultPoint } from "./fault-point.ts";

const FATES = ["two-hours-later", "two-hours-earlier"] as const;

/** At each commit the clock of the process is set two hours forward, or back: nothing comes of it at all. */
export function clockJumps(plan: FaultPlan): readonly FaultPoint[] {
  return commitsOf(plan).flatMap((commit) =>
    FATES.map((fate) => ({
      name: `clock: ${plan.scenario}, ${fate} at commit ${commit}`,
      live: () => jumped(plan, { commit, when: "before", fate }),
    })),
  );
}

async function jumped({ stage, scenario }: FaultPlan, doom: Doom): Promise<Lived> {
  using ground = stage.ground(scenario, "made");
  const lived = await live(stage.life(scenario, ground), [{ doom }]);
  const inPeace = lived.endings.every(
    ({ commits, failures }) => commits !== undefined && failures.length === 0,
  );
  if (inPeace) return lived;
  return { ...lived, problems: [...lived.problems, "the process did not come to its end in peace"] };
}
