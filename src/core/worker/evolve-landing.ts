import type { LandingRecord } from "../journal/landing-record.ts";
import type { Landing } from "../landing/landing.ts";
import type { Worker } from "./worker.ts";

/** What a record of a landing means for the worker. */
export function evolveLanding(worker: Worker, record: LandingRecord): Worker {
  switch (record.type) {
    case "landing.asked":
      return { ...worker, landing: { by: record.by, request: record.request, epoch: worker.epoch } };
    case "landing.started":
      return worker.landing === undefined
        ? worker
        : { ...worker, landing: { ...worker.landing, begun: record.landing } };
    case "landing.landed":
      return { ...over(worker), landed: landedWith(worker.landed, record.landing) };
    case "landing.failed":
      return over(worker);
  }
}

function over({ landing: _, ...worker }: Worker): Worker {
  return worker;
}

/** One that takes another back is none itself: what it took back is as if it had not been. */
function landedWith(landed: readonly Landing[], landing: Landing): readonly Landing[] {
  if (landing.undoes === undefined) return [...landed, landing];
  return landed.filter(({ to }) => to !== landing.undoes);
}
