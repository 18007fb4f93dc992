import { expect, test } from "vitest";
import { run } from "../../sweep/kill.ts";

const NOTHING_WRONG = { acknowledgedLost: 0, repeated: 0, repeatedSilently: 0, unreadable: 0, failed: 0 };

test("a process killed at places spread over its life loses and repeats nothing, and another goes on", async () => {
  const figures = await run({ count: 8, seed: 3, scenarios: ["once"] });
  expect(figures).toMatchObject({ points: 8, killed: 8, by: "commit and system call", ...NOTHING_WRONG });
  expect(figures.acknowledged).toBeGreaterThan(20);
});

test("nor do whole families, people who answer, real checkouts, and two that are killed one after the other", async () => {
  const figures = await run({
    at: [
      "family, made store, after commit 21",
      "family, made store, pwrite64 150",
      "approvals, made store, fsync 9",
      "checkout, made store, before commit 7",
      "effects, made store, after commit 12, then pwrite64 40",
      "once, fresh store, fsync 4, then before commit 4",
    ],
  });
  expect(figures).toMatchObject({ points: 6, killed: 6, ...NOTHING_WRONG });
  expect(figures.effects).toBeGreaterThan(20);
});

/** One of these commits of this life is the outcome of its once-only effect. */
const AT_THE_EFFECT = { at: [4, 5, 6, 7, 8].map((commit) => `once, made store, before commit ${commit}`) };

test("the same kills catch a store that acknowledges before it writes", async () => {
  const { acknowledgedLost } = await run({ ...AT_THE_EFFECT, defect: "early-answer" });
  expect(acknowledgedLost).toBeGreaterThan(0);
});

test("the same kills catch intents that come after their effects", async () => {
  const { failed, failures } = await run({ ...AT_THE_EFFECT, defect: "late-intent" });
  expect(failed).toBeGreaterThan(0);
  expect(failures.join()).toContain("happened 2 times and was begun 1");
});

test("the same kills catch a once-only effect that is repeated because its tool says that it may be", async () => {
  const { repeated, repeatedSilently } = await run({ ...AT_THE_EFFECT, defect: "once-says-idempotent" });
  expect([repeated, repeatedSilently]).toEqual([1, 1]);
});

test("a point that is no point is refused with an example", async () => {
  await expect(run({ at: ["before commit 8"] })).rejects.toThrow(
    'an example is "once, made store, before commit 8',
  );
});
