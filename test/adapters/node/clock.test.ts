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

test("what is to be done after a while is done once, and not at all when it was called off", async () => {
  const rung: string[] = [];
  const done = Promise.withResolvers<void>();
  using _ = systemClock.after(1, () => rung.push("kept"));
  systemClock.after(1, () => rung.push("called off"))[Symbol.dispose]();
  systemClock.after(5, done.resolve);
  await done.promise;
  expect(rung).toEqual(["kept"]);
});

test("a time longer than a timer of the machine can hold does not ring at once", async () => {
  const rung: string[] = [];
  using _ = systemClock.after(2 ** 31 + 5, () => rung.push("too early"));
  await systemClock.sleep(10);
  expect(rung).toEqual([]);
});

test("a digest names text and its UTF-8 bytes alike", () => {
  const digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(sha256Hasher.digest("abc")).toBe(digest);
  expect(sha256Hasher.digest(new TextEncoder().encode("abc"))).toBe(digest);
});
