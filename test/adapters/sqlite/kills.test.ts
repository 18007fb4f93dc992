import { expect, test } from "vitest";
import { run as discardKills } from "../../../sweep/discard-kills.ts";
import { run } from "../../../sweep/store-kills.ts";

test("a process killed at any write or sync loses nothing that it acknowledged", async () => {
  const figures = await run({ count: 10, seed: 3 });
  expect(figures).toMatchObject({ points: 10, acknowledgedLost: 0, unreadable: 0 });
  expect(figures.killed).toBeGreaterThan(0);
  expect(figures.acknowledged).toBeGreaterThan(0);
});

test("the same kills catch a writer that acknowledges before it commits", async () => {
  const { acknowledgedLost } = await run({ count: 6, seed: 3, writer: "hasty" });
  expect(acknowledgedLost).toBeGreaterThan(0);
});

test("a process killed at any point of a discard leaves all of the workers or nothing of them", async () => {
  const figures = await discardKills({ count: 10, seed: 3 });
  expect(figures).toMatchObject({ points: 10, some: 0, unreadable: 0, returned: 0 });
  expect(figures.all).toBeGreaterThan(0);
  expect(figures.none).toBeGreaterThan(0);
});

test("the same kills catch a discard of one worker after the other", async () => {
  const { some } = await discardKills({ count: 8, seed: 3, discarder: "piecemeal" });
  expect(some).toBeGreaterThan(0);
});
