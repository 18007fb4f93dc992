import { expect, test } from "vitest";
import { FUZZ_DEFECTS } from "../../sweep/fuzz/targets.ts";
import { run } from "../../sweep/fuzz.ts";

test("twenty thousand inputs of strangers make nothing throw, and lead nowhere", async () => {
  const { perTarget, ...figures } = await run({ count: 20_000 });
  expect(figures).toEqual({ inputs: 20_000, escapes: 0, failed: 0, failures: [] });
  for (const [target, inputs] of Object.entries(Object(perTarget)))
    expect(inputs, target).toBeGreaterThan(50);
});

test.each(Object.keys(FUZZ_DEFECTS))("a reader with a hole is found: %s", async (defect) => {
  const { failed, failures } = await run({ count: 2_000, defect });
  expect(failed).toBeGreaterThan(0);
  expect(String(failures)).toMatch(/input \d+ of seed 1: /);
});

test("the same seed makes the same inputs", async () => {
  const once = await run({ count: 500, defect: "joined-paths", seed: 7 });
  expect(await run({ count: 500, defect: "joined-paths", seed: 7 })).toEqual(once);
  expect(await run({ count: 500, defect: "joined-paths", seed: 8 })).not.toEqual(once);
});
