import { expect, test } from "vitest";
import { run } from "../../sweep/concurrent.ts";

test("workspaces opened at once by several processes, with fewer slots than that, are all whole and nobody else's", async () => {
  const figures = await run({ count: 12, processes: 3, files: 60, slots: 3 });
  expect(figures).toMatchObject({ opens: 12, failed: 0, errors: [], slots: 3, fromPool: 3 });
});
