import { expect, test } from "vitest";
import type { Landing } from "../../../src/core/landing/landing.ts";
import { inPlace, landedSummary, withLanding } from "../../../src/core/landing/past-landing.ts";

const landing = (from: string, to: string, more: Partial<Landing> = {}): Landing => ({
  repo: "/home/ann/shop",
  target: "refs/heads/main",
  strategy: "squash",
  from,
  to,
  head: "h",
  tree: "t",
  ...more,
});
const undo = (from: string, to: string) => landing(from, to, { strategy: "undo", undoes: from });

test("a landing that was taken back stays in the list, with when, and only the others are in place", () => {
  const one = withLanding([], landing("a", "b"), "2026-01-01T00:00:00.000Z");
  const two = withLanding(one, landing("b", "c", { paths: ["src"] }), "2026-01-02T00:00:00.000Z");
  const back = withLanding(two, undo("c", "d"), "2026-01-03T00:00:00.000Z");
  expect(inPlace(back).map(({ to }) => to)).toEqual(["b"]);
  expect(back.map(landedSummary)).toEqual([
    {
      commit: "b",
      branch: "main",
      repo: "/home/ann/shop",
      strategy: "squash",
      paths: null,
      at: "2026-01-01T00:00:00.000Z",
      undoneAt: null,
    },
    {
      commit: "c",
      branch: "main",
      repo: "/home/ann/shop",
      strategy: "squash",
      paths: ["src"],
      at: "2026-01-02T00:00:00.000Z",
      undoneAt: "2026-01-03T00:00:00.000Z",
    },
  ]);
});

test("the same commit landed anew after it was taken back is in place again", () => {
  const back = withLanding(withLanding([], landing("a", "b"), "1"), undo("b", "a"), "2");
  const again = withLanding(back, landing("a", "b"), "3");
  expect(inPlace(again)).toHaveLength(1);
  expect(withLanding(again, undo("b", "a"), "4").map(({ undoneAt }) => undoneAt)).toEqual(["2", "4"]);
});
