import { afterEach, expect, test, vi } from "vitest";
import { run } from "../../sweep/power.ts";

afterEach(() => vi.unstubAllEnvs());

test("where the power cannot be cut, nothing is counted, and the reason says what would help", async () => {
  vi.stubEnv("PATH", "");
  const figures = await run({ count: 5 });
  expect(figures).toMatchObject({ points: 0, acknowledgedLost: 0, failed: 0 });
  expect(figures.reason).toMatch(/^there is no mkfs\.xfs: apt-get install xfsprogs$|^only root can mount/);
});
