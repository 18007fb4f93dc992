import type { WorkerRecord } from "../journal/record.ts";
import { GIVEN_UP } from "../worker/decide-give-up.ts";
import { isResting } from "../worker/status.ts";
import type { Worker } from "../worker/worker.ts";
import { ORIGINS } from "./origins.ts";

/** Where a record stands: the worker before it, and the record after it. */
export interface Surroundings {
  readonly before: Worker | undefined;
  readonly after: WorkerRecord | undefined;
}

/** Whether the runtime decided by itself that this record comes now: then it can be decided anew. */
export function isRecomputed(record: WorkerRecord, where: Surroundings): boolean {
  const origin = ORIGINS[record.type];
  return origin !== "outside" && origin !== "came of it" && !isCommanded(record, where);
}

/** A worker at rest is ended, or woken so as to be cut short, by the command that says so and not by a step. */
function isCommanded({ type }: WorkerRecord, { before, after }: Surroundings): boolean {
  if (type === "worker.woken") return after !== undefined && isSaidToOneAtRest(after);
  const isEnd = type === "worker.cancelled" || type === "worker.interrupted";
  return isEnd && before !== undefined && isResting(before.status.status);
}

function isSaidToOneAtRest(after: WorkerRecord): boolean {
  if (after.type === "node.settled") return after.code === GIVEN_UP;
  return after.type === "turn.interrupted" || after.type === "worker.stopping";
}

/** Whether somebody else said it, whatever the worker was doing meanwhile. */
export function isFromOutside({ type }: WorkerRecord): boolean {
  return ORIGINS[type] === "outside";
}
