import { hasRoomForChild } from "../core/policy/ceiling.ts";
import { isLiving } from "../core/worker/children.ts";
import type { Worker } from "../core/worker/worker.ts";
import { LegateError } from "../ports/failure.ts";

/** Before a worker gets a living child more, be it new or one that had ended. Throws `not-allowed-now`. */
export function assertRoomForChild({ ceiling, children }: Worker): void {
  const living = children.filter(isLiving).length;
  if (hasRoomForChild(ceiling, living)) return;
  const message = `${living} children live, and no more may at one time; wait for one, or close one.`;
  throw new LegateError("not-allowed-now", message);
}
