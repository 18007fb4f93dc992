import { expect, test } from "vitest";
import { workerId } from "../../src/core/ids.ts";
import { handClock } from "../../src/testing/hand-clock.ts";

test("time stands still until it is moved, and sleepers wake in the order of their time", async () => {
  const clock = handClock("2026-03-01T00:00:00.000Z");
  const woken: string[] = [];
  const late = clock.sleep(20).then(() => woken.push("late"));
  const early = clock.sleep(10).then(() => woken.push("early"));
  clock.advance(9);
  await Promise.resolve();
  expect(woken).toEqual([]);
  clock.advance(11);
  await Promise.all([late, early]);
  expect(woken).toEqual(["early", "late"]);
  expect(clock.now()).toBe("2026-03-01T00:00:00.020Z");
  expect(clock.monotonicMs()).toBe(20);
});

test("what is to be done after a while is done once, and not at all when it was called off", () => {
  const clock = handClock();
  const rung: string[] = [];
  clock.after(10, () => rung.push("kept"));
  const other = clock.after(10, () => rung.push("called off"));
  clock.advance(9);
  expect(rung).toEqual([]);
  other[Symbol.dispose]();
  clock.advance(100);
  clock.advance(100);
  expect(rung).toEqual(["kept"]);
});

test("an aborted sleep ends at once, without an error", async () => {
  const stop = new AbortController();
  const sleeping = handClock().sleep(1000, stop.signal);
  stop.abort();
  await sleeping;
  await handClock().sleep(1000, stop.signal);
});

test("its names are valid ids that grow, the same in every run", () => {
  const [a, b] = [handClock(), handClock()];
  const names = Array.from({ length: 20 }, () => workerId(a.uuid()));
  expect(names).toEqual([...names].sort());
  expect(names.map(() => workerId(b.uuid()))).toEqual(names);
});
