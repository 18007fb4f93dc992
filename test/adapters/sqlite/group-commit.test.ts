import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ScratchDirectory, startChild } from "./children.ts";

/** How many syncs a child's whole life took. */
async function syncsOf(mode: string, count: number): Promise<number> {
  using scratch = new ScratchDirectory();
  const log = join(scratch.path, "syncs");
  const wrapper = ["strace", "-f", "-qq", "-o", log, "-e", "trace=fsync,fdatasync"];
  const lines = await startChild([mode, scratch.file, String(count)], wrapper).lines;
  expect(lines).toHaveLength(count);
  return readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => / f(data)?sync\(/.test(line)).length;
}

test("commits that arrive together share a sync", async () => {
  expect(await syncsOf("crowd", 400)).toBeLessThan(40);
});

test("commits that wait for each other take a sync each: none is acknowledged without one", async () => {
  expect(await syncsOf("own", 40)).toBeGreaterThanOrEqual(40);
});
