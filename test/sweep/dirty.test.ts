import { expect, test } from "vitest";
import { run } from "../../sweep/dirty.ts";

test("a checkout in any dirty state loses nothing by being cancelled, released, recycled, or released by a process that is killed", async () => {
  // Every third case, which is each state and each end; `npm run -s sweep -- dirty` takes all 48.
  const figures = await run({ shard: { index: 1, of: 3 } });
  expect(figures).toEqual({ cases: 16, runs: 16, lost: 0, failed: 0, failures: [] });
}, 600_000);

test("the same cases catch that git data and ignored files are forgotten", async () => {
  const at = ["ignored, release", "stash, release", "mid-rebase, crash", "nested repositories, release"];
  expect(await run({ at, defect: "forgetful" })).toMatchObject({ cases: 4, lost: 4, failed: 0 });
});

test("a case that is none is refused with an example", async () => {
  await expect(run({ at: ["stash"] })).rejects.toThrow('an example is "stash, crash"');
});
