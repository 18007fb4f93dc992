import { inodeOf } from "../../src/adapters/sqlite/open-database.ts";
import { isSuspect } from "../../src/adapters/sqlite/recovery.ts";
import { storeOf } from "../lives/ground.ts";
import { die, finished, type Lived } from "../lives/live.ts";
import type { CallPlace } from "../lives/points.ts";
import { meddling, straceIsHere } from "../lives/strace.ts";
import type { FaultPlan, FaultPoint } from "./fault-point.ts";

const SYNCS = ["fsync", "fdatasync"];
const WRITES = ["pwrite64", "ftruncate", "fallocate"];

/** What a disk answers that is broken once, broken for good, full for a moment, and full for good. */
const ANSWERS = [
  { kind: "EIO", error: "EIO", calls: [...SYNCS, ...WRITES], when: (nth: number) => `${nth}` },
  { kind: "EIO for good", error: "EIO", calls: [...SYNCS, ...WRITES], when: (nth: number) => `${nth}+` },
  { kind: "ENOSPC", error: "ENOSPC", calls: WRITES, when: (nth: number) => `${nth}` },
  { kind: "ENOSPC for a while", error: "ENOSPC", calls: WRITES, when: (nth: number) => `${nth}..${nth + 7}` },
  { kind: "ENOSPC for good", error: "ENOSPC", calls: WRITES, when: (nth: number) => `${nth}+` },
] as const;
type Answer = (typeof ANSWERS)[number];

/** Whoever waits for a disk that stays full is ended then. */
const LONGEST_MS = 1_500;

/** Each write and each sync of a store fails, in each of these ways. Without strace nothing fails. */
export function storageFaults(plan: FaultPlan): readonly FaultPoint[] {
  if (!straceIsHere()) return [];
  return ANSWERS.flatMap((answer) =>
    plan.heard.calls
      .filter(({ call }) => answer.calls.includes(call))
      .map((place) => ({
        name: `${answer.kind}: ${plan.scenario}, ${place.call} ${place.nth}`,
        live: () => faulty(plan, place, answer),
      })),
  );
}

async function faulty(
  { stage, scenario, defect }: FaultPlan,
  { call, nth }: CallPlace,
  { error, when }: Answer,
): Promise<Lived> {
  using ground = stage.ground(scenario, "made");
  const life = stage.life(scenario, ground, defect);
  const wrapper = meddling(ground.directory, call, when(nth), `error=${error}`);
  const ending = await die(life, { wrapper, longestMs: LONGEST_MS });
  const file = storeOf(ground.directory);
  const before = { suspect: isSuspect(file), inode: inodeOf(file) };
  const lived = await finished(life, [ending]);
  const trusted = before.suspect && (isSuspect(file) || inodeOf(file) === before.inode);
  if (!trusted) return lived;
  const problem = "a store whose disk had failed was trusted without rewriting it";
  return { ...lived, problems: [...lived.problems, problem] };
}
