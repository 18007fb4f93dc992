import { type Lived, live } from "../lives/live.ts";
import { heardOf } from "../lives/points.ts";
import type { ScenarioName } from "../lives/scenario.ts";
import type { Stage } from "../lives/stage.ts";
import type { FaultPoint } from "./fault-point.ts";

const FATES = ["two-hours-later", "two-hours-earlier"] as const;

/** At each commit the clock of the process is set two hours forward, or back: nothing comes of it at all. */
export async function clockJumps(stage: Stage, scenario: ScenarioName): Promise<readonly FaultPoint[]> {
  const { commits } = await heardOf(stage, scenario);
  return Array.from({ length: commits }, (_, index) => index + 1).flatMap((commit) =>
    FATES.map((fate) => ({
      name: `clock: ${scenario}, ${fate} at commit ${commit}`,
      live: () => jumped(stage, scenario, { commit, when: "before", fate }),
    })),
  );
}

async function jumped(
  stage: Stage,
  scenario: ScenarioName,
  doom: Parameters<typeof live>[1][0]["doom"],
): Promise<Lived> {
  using ground = stage.ground(scenario, "made");
  const lived = await live(stage.life(scenario, ground), [{ ...(doom === undefined ? {} : { doom }) }]);
  const ended = lived.endings.every(
    ({ commits, failures }) => commits !== undefined && failures.length === 0,
  );
  if (ended) return lived;
  return { ...lived, problems: [...lived.problems, "the process did not come to its end in peace"] };
}
