import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beyondLimit,
  COMMAND_LIMITS,
  type CommandLimits,
  lowestLimits,
} from "../../../src/core/worker/command-limits.ts";

const someLimits: fc.Arbitrary<Partial<CommandLimits>> = fc.record(
  {
    memoryMb: fc.nat(),
    pids: fc.nat(),
    cpuSeconds: fc.nat(),
    fileSizeMb: fc.nat(),
    diskMb: fc.nat(),
    outputKb: fc.nat(),
  },
  { requiredKeys: [] },
);

describe("limits of a command", () => {
  test("are joined to the lower one, whoever speaks first, and by nobody raised", () => {
    fc.assert(
      fc.property(someLimits, someLimits, (a, b) => {
        const joined = lowestLimits(a, b);
        expect(lowestLimits(b, a)).toEqual(joined);
        expect(lowestLimits(joined, a)).toEqual(joined);
        for (const limit of COMMAND_LIMITS) {
          expect(joined[limit] ?? Number.POSITIVE_INFINITY).toBe(
            Math.min(a[limit] ?? Number.POSITIVE_INFINITY, b[limit] ?? Number.POSITIVE_INFINITY),
          );
        }
      }),
    );
  });

  test("are told with the number and the name that configures them", () => {
    expect(beyondLimit("memoryMb", 2048)).toBe("used more than 2048 MB of memory (sandbox.memoryMb)");
    expect(COMMAND_LIMITS.map((limit) => beyondLimit(limit, 7))).toEqual([
      "used more than 7 MB of memory (sandbox.memoryMb)",
      "wanted more than 7 processes and threads at one time (sandbox.pids)",
      "used more than 7 s of processor time (sandbox.cpuSeconds)",
      "wrote a file of more than 7 MB (sandbox.fileSizeMb)",
      "wrote more than 7 MB to disk (sandbox.diskMb)",
      "printed more than 7 kB (sandbox.outputKb)",
    ]);
  });
});
