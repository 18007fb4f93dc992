import { expect, test } from "vitest";
import { run } from "../../sweep/faults.ts";

const NOTHING_WRONG = { acknowledgedLost: 0, repeated: 0, repeatedSilently: 0, unreadable: 0, failed: 0 };

test("whatever the disk, the clock or a standstill does to a process, it acknowledges nothing that is not kept", async () => {
  const figures = await run({
    scenario: "once",
    at: [
      "EIO: once, fsync 5",
      "EIO for good: once, pwrite64 30",
      "ENOSPC for a while: once, pwrite64 20",
      "ENOSPC for good: once, pwrite64 40",
      "full disk: once, before commit 4",
      "clock: once, two-hours-later at commit 3",
      "clock: once, two-hours-earlier at commit 6",
      "standstill: once, before commit 5",
      "standstill: once, after commit 5",
    ],
  });
  expect(figures).toMatchObject({ points: 9, ...NOTHING_WRONG });
  expect(figures.outcomesUnknown).toBeGreaterThan(0);
});

test("the same faults catch a store that goes on acknowledging when its disk has failed", async () => {
  const { acknowledgedLost, failures } = await run({
    scenario: "once",
    at: ["EIO: once, fsync 5"],
    defect: "swallowed-fault",
  });
  expect(acknowledgedLost).toBeGreaterThan(0);
  expect(failures.join()).toContain("acknowledged after the store had failed");
});
