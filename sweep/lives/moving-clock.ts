import { v7 } from "uuid";
import { systemClock } from "../../src/adapters/node/clock.ts";
import type { Clock } from "../../src/ports/clock.ts";

/** The machine's clock, which somebody sets while it runs. Durations stay what they are. */
export interface MovingClock extends Clock {
  move(ms: number): void;
}

export function movingClock(): MovingClock {
  let skewMs = 0;
  return {
    ...systemClock,
    now: () => new Date(Date.now() + skewMs).toISOString(),
    uuid: () => v7({ msecs: Date.now() + skewMs }),
    move: (ms) => {
      skewMs += ms;
    },
  };
}
