import { expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { workerId } from "../../../src/core/ids.ts";

test("names are UUIDv7, so that ids sort by birth", () => {
  const names = Array.from({ length: 100 }, () => workerId(systemClock.uuid()));
  expect(names).toEqual([...names].sort());
  expect(new Set(names).size).toBe(100);
});

test("times are ISO 8601 in UTC with milliseconds", () => {
  expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test("an aborted sleep ends at once, without an error", async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(3_600_000, stop.signal);
  stop.abort();
  await sleeping;
  await systemClock.sleep(3_600_000, stop.signal);
});

test("a digest names text and its UTF-8 bytes alike", () => {
  const digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(sha256Hasher.digest("abc")).toBe(digest);
  expect(sha256Hasher.digest(new TextEncoder().encode("abc"))).toBe(digest);
});
