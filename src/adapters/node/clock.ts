import { setTimeout as delay } from "node:timers/promises";
import { v7 } from "uuid";
import type { Clock } from "../../ports/clock.ts";

/** The machine's own time, and UUIDv7 names made from it. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
  uuid: () => v7(),
};
