import type { SpawnInput } from "../../src/core/worker/spawn-input.ts";
import type { Chance } from "../chance.ts";
import { type Scripts, scriptsFor } from "./plan-script.ts";

/** What one schedule is made of, all of it from its seed. */
export interface Plan {
  readonly workers: readonly PlannedWorker[];
  readonly scripts: Scripts;
  /** Processes with a driver at the beginning; the first looks for work, of the others some do. */
  readonly adopts: readonly boolean[];
  readonly maxConcurrent: number;
  /** Steps until all faults stop and everything must come to a rest. */
  readonly faultySteps: number;
  readonly odds: Odds;
}

export interface PlannedWorker {
  readonly key: string;
  readonly input: SpawnInput;
}

/** How likely what is, for each step or each time it could happen. */
export type Odds = Readonly<Record<(typeof ODDS)[number][0], number>>;

const ODDS = [
  /** A process dies at a commit or an effect, before it or after it, unheard. */
  ["crashAtStep", 0.04],
  ["crash", 0.004],
  ["close", 0.003],
  ["start", 0.006],
  /** A process stands still and is taken for dead; later it goes on. */
  ["pause", 0.004],
  ["command", 0.03],
  ["slowRead", 0.2],
  ["lateNotice", 0.3],
  ["lostNudge", 0.5],
  ["doubleNudge", 0.3],
  ["diskFull", 0.004],
  ["clockJump", 0.01],
  ["rebuilt", 0.3],
  /** Time goes on although somebody has something to do. */
  ["timePasses", 0.05],
  ["longThought", 0.1],
  ["brokenTool", 0.02],
  ["slowProcess", 0.02],
] as const;

/** Some kinds of fault are left out of each schedule: what hides behind one shows without it. */
export function planned(chance: Chance): Plan {
  const names = Array.from({ length: 1 + chance.below(2) }, (_, index) => `w${index + 1}`);
  return {
    workers: names.map((key) => ({ key, input: inputFor(key, chance) })),
    scripts: Object.assign({}, ...names.map((key) => scriptsFor(key, chance, 2))),
    adopts: [true, ...Array.from({ length: chance.below(3) }, () => chance.happens(0.6))],
    maxConcurrent: 1 + chance.below(3),
    faultySteps: 40 + chance.below(160),
    odds: Object.fromEntries(
      ODDS.map(([name, most]) => [name, chance.happens(0.5) ? most * (0.3 + chance.next()) : 0]),
    ) as Odds,
  };
}

function inputFor(key: string, chance: Chance): SpawnInput {
  return {
    task: "go",
    name: key,
    model: key,
    idempotencyKey: key,
    workspace: { kind: "worktree", repo: "/repo", base: "HEAD", include: [], includeUncommitted: false },
    policy: {},
    approvals: { otherwise: chance.happens(0.6) ? "allow" : "ask" },
    onAsk: chance.pick(["park", "park", "park", "deny", "fail"]),
    onUnknown: chance.pick(["tell", "tell", "ask"]),
    autoResume: chance.happens(0.85),
    limits: { maxTurns: 4, maxAttempts: 3, turnTimeoutMs: 10_000 },
    ...(chance.happens(0.3) ? { budgets: { turns: 3 + chance.below(6) } } : {}),
    ...(chance.happens(0.3) ? { compaction: compactionFor(chance) } : {}),
    ...(chance.happens(0.3) ? { retry: { maxAttempts: 2, backoffMs: 5_000 } } : {}),
  };
}

/** So early that it is told in short in the few turns there are. */
function compactionFor(chance: Chance): NonNullable<SpawnInput["compaction"]> {
  return { strategy: chance.pick(["observation_mask", "summary", "summary"]), atTokens: 2_600, keepLast: 2 };
}
