import { expect, test } from "vitest";
import { run } from "../../../sweep/race.ts";

test("a directory swapped for a link while file tools work leads them out never, and realpath-then-open sometimes", async () => {
  const race = await run({ count: 3000 });
  expect(race.escapes).toBe(0);
  expect(race.reachedInside).toBeGreaterThan(0);
  expect(race.controlEscapes).toBeGreaterThan(0);
});
