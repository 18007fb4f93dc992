import { v7 } from "uuid";
import type { Clock } from "../../ports/clock.ts";

/** Node fires a timer at once when it is set for longer than this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own time, and UUIDv7 names made from it. */
export const systemClock: Clock = {
  now: () => written(Date.now()),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0 && !signal?.aborted; left -= LONGEST_TIMER_MS) {
      await timer(Math.min(left, LONGEST_TIMER_MS), signal);
    }
  },
  after(ms, ring) {
    let running: NodeJS.Timeout;
    const start = (left: number) => {
      const step = Math.min(left, LONGEST_TIMER_MS);
      running = setTimeout(() => (left > step ? start(left - step) : ring()), step);
    };
    start(ms);
    return { [Symbol.dispose]: () => clearTimeout(running) };
  },
  uuid: () => v7(),
};

let lastMs = 0;
let lastText = "";

/** Asked many times in one millisecond, it is written once. */
function written(ms: number): string {
  if (ms !== lastMs || lastText === "") {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(running);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const running = setTimeout(wake, ms);
    signal?.addEventListener("abort", wake);
  });
}
