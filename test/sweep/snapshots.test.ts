import { expect, test } from "vitest";
import { run } from "../../sweep/snapshots.ts";

test("snapshots killed midway lose nothing that was acknowledged, and the next step works at once", async () => {
  const figures = await run({ count: 9, seed: 5 });
  expect(figures).toMatchObject({ acknowledgedLost: 0, failed: 0, failures: [] });
  expect(figures.killed).toBeGreaterThanOrEqual(9);
}, 180_000);

test("the same kills catch that what was acknowledged is forgotten", async () => {
  const { acknowledgedLost } = await run({ count: 3, seed: 5, defect: "forgetful" });
  expect(acknowledgedLost).toBeGreaterThan(0);
});
