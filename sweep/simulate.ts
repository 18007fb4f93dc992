import { knownName } from "./known-name.ts";
import type { Shard } from "./shard.ts";
import { DEFECTS, type DefectName, SOUND } from "./simulate/defects.ts";
import { runSchedule, type ScheduleResult } from "./simulate/run-schedule.ts";

export interface SimulateOptions {
  /** Schedules. @default 100000 */
  readonly count?: number;
  /** The first schedule; each is a number, and the next one is the next. @default 1 */
  readonly seed?: number;
  readonly shard?: Shard;
  /** Plants a fault that must be found, and ends once it is. @default none */
  readonly defect?: DefectName;
  /** Tells every step. @default nothing */
  readonly trace?: (line: string) => void;
}

export interface SimulateFigures {
  /** Schedules lived through. */
  readonly points: number;
  readonly acknowledgedLost: number;
  readonly repeated: number;
  readonly repeatedSilently: number;
  readonly unreadable: number;
  /** Schedules in which something was that must not be. */
  readonly failed: number;
  readonly crashes: number;
  readonly records: number;
  readonly effects: number;
  readonly outcomesUnknown: number;
  readonly cpuMsPerSchedule: number;
  /** The first few, with the command that lives through just that schedule again. */
  readonly failures: readonly string[];
}

const TELL_EVERY = 5_000;
const MOST_FAILURES_TOLD = 5;

/**
 * The whole runtime on a machine of which time, disk, processes and chance are simulated: several
 * drivers, several workers, people who ask for things, and faults, in an order that a number decides.
 */
export async function run(options: SimulateOptions = {}): Promise<SimulateFigures> {
  const { count = 100_000, seed = 1, shard = { index: 1, of: 1 }, defect, trace } = options;
  const planted = defect === undefined ? SOUND : DEFECTS[knownName("defect", DEFECTS, defect)];
  const before = process.cpuUsage();
  const sum = { ...NOTHING, failures: [] as string[] };
  for (let schedule = seed + shard.index - 1; schedule < seed + count; schedule += shard.of) {
    const result = await runSchedule(schedule, planted, trace);
    add(
      sum,
      result,
      `--seed ${schedule} --count 1 --trace${defect === undefined ? "" : ` --defect ${defect}`}`,
    );
    if (defect !== undefined && sum.failed > 0) break;
    if (sum.points % TELL_EVERY === 0) tell(sum, schedule);
  }
  const { user, system } = process.cpuUsage(before);
  return { ...sum, cpuMsPerSchedule: (user + system) / 1_000 / Math.max(1, sum.points) };
}

const NOTHING = {
  points: 0,
  acknowledgedLost: 0,
  repeated: 0,
  repeatedSilently: 0,
  unreadable: 0,
  failed: 0,
  crashes: 0,
  records: 0,
  effects: 0,
  outcomesUnknown: 0,
};

function add(sum: typeof NOTHING & { failures: string[] }, result: ScheduleResult, which: string): void {
  const { problems, acknowledgedLost } = result;
  sum.points += 1;
  for (const name of COUNTED) sum[name] += result[name];
  if (problems.length === 0 && acknowledgedLost === 0) return;
  sum.failed += 1;
  if (sum.failures.length >= MOST_FAILURES_TOLD) return;
  const problem = problems[0] ?? `${acknowledgedLost} acknowledged records are lost`;
  const told = `${problem} (again: npm run -s sweep -- simulate ${which})`;
  sum.failures.push(told);
  process.stderr.write(`simulate: ${told}\n`);
}

const COUNTED = [
  "acknowledgedLost",
  "repeated",
  "repeatedSilently",
  "unreadable",
  "crashes",
  "records",
  "effects",
  "outcomesUnknown",
] as const;

function tell({ points, failed }: typeof NOTHING, schedule: number): void {
  process.stderr.write(`simulate: ${points} schedules, up to ${schedule}, ${failed} failed\n`);
}
