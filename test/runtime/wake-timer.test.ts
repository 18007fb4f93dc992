import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { workerId } from "../../src/core/ids.ts";
import { WakeTimer } from "../../src/runtime/wake-timer.ts";
import { handClock } from "../../src/testing/hand-clock.ts";
import { append } from "../../src/testing/store-checks/commits.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A worker at rest until its time comes, in 13 ms, and a timer that counts how often it rings. */
async function asleep() {
  const clock = handClock();
  const store = createMemoryStore({ clock, hasher: sha256Hasher });
  const worker = workerId(clock.uuid());
  const wakeAt = new Date(Date.parse(clock.now()) + 13).toISOString();
  const view = { version: 1, status: "waiting", body: {}, wakeAt } as const;
  await store.commit({ appends: [append(worker, 0, { view })] });
  const rings: string[] = [];
  return { clock, worker, rings, timer: new WakeTimer({ store, clock }, () => rings.push(clock.now())) };
}

test.each(["all", "watched"])(
  "whose time comes while one looks at what is due is not slept over (%s)",
  async (whose) => {
    const { clock, worker, rings, timer } = await asleep();
    const lookedAt = clock.now();
    clock.advance(20);
    await timer.arm(lookedAt, whose === "all" ? undefined : [worker]);
    await settled();
    expect(rings).toHaveLength(1);
  },
);

test("what was due when one looked rings no more, and what is due later does when its time comes", async () => {
  const { clock, rings, timer } = await asleep();
  await timer.arm(clock.now());
  clock.advance(12);
  await settled();
  expect(rings).toEqual([]);
  clock.advance(1);
  await settled();
  expect(rings).toHaveLength(1);
  await timer.arm(clock.now());
  clock.advance(100);
  await settled();
  expect(rings).toHaveLength(1);
});
