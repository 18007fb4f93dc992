import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { until } from "../../src/runtime/until.ts";
import { handClock } from "../../src/testing/hand-clock.ts";

test("a wait that a closed store refuses sets no timer: it would keep the process alive", async () => {
  const hand = handClock();
  const signals: (AbortSignal | undefined)[] = [];
  const clock = {
    ...hand,
    sleep: (ms: number, signal?: AbortSignal) => {
      signals.push(signal);
      return hand.sleep(ms, signal);
    },
  };
  const store = createMemoryStore({ clock, hasher: sha256Hasher });
  await until({ store, clock }, async () => "at once", { timeoutMs: 30_000 });
  expect(signals).toHaveLength(1);
  await store[Symbol.asyncDispose]();
  const refused = until({ store, clock }, async () => "never", { timeoutMs: 30_000 });
  await expect(refused).rejects.toMatchObject({ code: "closed" });
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});
