import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import type { LifeDefectName } from "../lives/defects.ts";
import { stateOf } from "../lives/ground.ts";
import { type Lived, live } from "../lives/live.ts";
import { heardOf } from "../lives/points.ts";
import type { ScenarioName } from "../lives/scenario.ts";
import type { Stage } from "../lives/stage.ts";
import type { FaultPoint } from "./fault-point.ts";

/** Room for a store and its log, and not much more. */
const DISK = "6m";

/** A real disk, of memory, that is full from one commit on and has room again a moment later. */
export async function fullDisks(
  stage: Stage,
  scenario: ScenarioName,
  defect?: LifeDefectName,
): Promise<readonly FaultPoint[]> {
  if (process.getuid?.() !== 0) {
    process.stderr.write("faults: a small disk can only be mounted by root, so none is filled\n");
    return [];
  }
  const { commits } = await heardOf(stage, scenario);
  return Array.from({ length: commits }, (_, index) => ({
    name: `full disk: ${scenario}, before commit ${index + 1}`,
    live: () => filled(stage, scenario, index + 1, defect),
  }));
}

async function filled(
  stage: Stage,
  scenario: ScenarioName,
  commit: number,
  defect: LifeDefectName | undefined,
): Promise<Lived> {
  using ground = stage.ground(scenario, "fresh");
  const state = stateOf(ground.directory);
  mkdirSync(state, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK},mode=0700`, "legate-small-disk", state]);
  try {
    const doom = { commit, when: "before", fate: "full-disk" } as const;
    return await live(stage.life(scenario, ground, defect), [{ doom }]);
  } finally {
    execFileSync("umount", [state]);
  }
}
