import { expect, test } from "vitest";
import { commandLimitsFrom } from "../../src/cli/command-limit-flags.ts";

test("limits of commands are read by name, several at once, and nothing is said where none is given", () => {
  expect(commandLimitsFrom([])).toBeUndefined();
  expect(commandLimitsFrom(["memoryMb=512, pids=20", "diskMb=9"])).toEqual({
    memoryMb: 512,
    pids: 20,
    diskMb: 9,
  });
});

test.each([
  ["memory=512", /does not know "memory"; it takes memoryMb/],
  ["memoryMb", /memoryMb= is not an amount/],
  ["pids=0", /pids=0 is not an amount/],
  ["pids=any", /pids=any is not an amount/],
  ["pids=1=2", /pids=1=2 is not an amount/],
  ["pids=1,pids=2", /says pids more than once/],
])("%s is refused, since nobody knows what it means", (said, why) => {
  expect(() => commandLimitsFrom([said])).toThrow(why);
});
