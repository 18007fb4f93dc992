import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { until } from "../../src/runtime/until.ts";
import { handClock } from "../../src/testing/hand-clock.ts";

test("a wait that a closed store refuses sets no timer: it would keep the process alive", async () => {
  const hand = handClock();
  const timers = { set: 0, over: 0 };
  const clock = {
    ...hand,
    after: (ms: number, ring: () => void) => {
      const timer = hand.after(ms, ring);
      timers.set++;
      return {
        [Symbol.dispose]: () => {
          timers.over++;
          timer[Symbol.dispose]();
        },
      };
    },
  };
  const store = createMemoryStore({ clock, hasher: sha256Hasher });
  await until({ store, clock }, async () => "at once", { timeoutMs: 30_000 });
  expect(timers).toEqual({ set: 1, over: 1 });
  await store[Symbol.asyncDispose]();
  const refused = until({ store, clock }, async () => "never", { timeoutMs: 30_000 });
  await expect(refused).rejects.toMatchObject({ code: "closed" });
  expect(timers).toEqual({ set: 1, over: 1 });
});
