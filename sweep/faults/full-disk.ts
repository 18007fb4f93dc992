import { execFileSync } from "node:child_process";
import { stateOf } from "../lives/ground.ts";
import { type Lived, live } from "../lives/live.ts";
import { commitsOf, type FaultPlan, type FaultPoint } from "./fault-point.ts";

/** Room for a store and its log, and not much more. */
const DISK = "6m";

/** A real disk, of memory, that is full from one commit on and has room again a moment later. */
export function fullDisks(plan: FaultPlan): readonly FaultPoint[] {
  if (process.getuid?.() !== 0) {
    process.stderr.write("faults: only root can mount a small disk, so none is filled\n");
    return [];
  }
  return commitsOf(plan).map((commit) => ({
    name: `full disk: ${plan.scenario}, before commit ${commit}`,
    live: () => filled(plan, commit),
  }));
}

async function filled({ stage, scenario, defect }: FaultPlan, commit: number): Promise<Lived> {
  using ground = stage.ground(scenario, "fresh");
  const state = stateOf(ground.directory);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK},mode=0700`, "legate-small-disk", state]);
  try {
    const doom = { commit, when: "before", fate: "full-disk" } as const;
    return await live(stage.life(scenario, ground, defect), [{ doom }]);
  } finally {
    execFileSync("umount", [state]);
  }
}
