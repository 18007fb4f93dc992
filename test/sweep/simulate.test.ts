import { expect, test } from "vitest";
import { DEFECTS, type DefectName, SOUND } from "../../sweep/simulate/defects.ts";
import { runSchedule } from "../../sweep/simulate/run-schedule.ts";
import { run } from "../../sweep/simulate.ts";

const SLOW_MACHINE = { timeout: 300_000 };

test(
  "in two thousand simulated lives full of faults nothing is lost, repeated or left lying",
  SLOW_MACHINE,
  async () => {
    const figures = await run({ count: 2_000 });
    expect(figures).toMatchObject({
      points: 2_000,
      failed: 0,
      acknowledgedLost: 0,
      repeated: 0,
      unreadable: 0,
    });
    expect(figures.crashes).toBeGreaterThan(1_000);
    expect(figures.outcomesUnknown).toBeGreaterThan(20);
  },
);

test("the same number is the same life, step for step, whatever was simulated before it", async () => {
  const traceOf = async (schedule: number) => {
    const lines: string[] = [];
    await runSchedule(schedule, SOUND, (line) => lines.push(line));
    return lines;
  };
  for (const schedule of [3, 17, 101]) {
    const once = await traceOf(schedule);
    await runSchedule(schedule + 1, SOUND);
    expect(await traceOf(schedule)).toEqual(once);
    expect(once.length).toBeGreaterThan(50);
  }
});

test.each(Object.keys(DEFECTS) as DefectName[])(
  "a planted %s is found, with the command to see it again",
  SLOW_MACHINE,
  async (defect) => {
    const { failed, failures } = await run({ count: 1_000, defect });
    expect(failed).toBe(1);
    expect(failures[0]).toMatch(
      /\(again: npm run -s sweep -- simulate --seed \d+ --count 1 --trace --defect /,
    );
  },
);
