import type { LandingRecord } from "../journal/landing-record.ts";
import { withLanding } from "../landing/past-landing.ts";
import type { Worker } from "./worker.ts";

/** What a record of a landing means for the worker. */
export function evolveLanding(worker: Worker, record: LandingRecord, at: string): Worker {
  switch (record.type) {
    case "landing.asked":
      return { ...worker, landing: { by: record.by, request: record.request, epoch: worker.epoch } };
    case "landing.started":
      return worker.landing === undefined
        ? worker
        : { ...worker, landing: { ...worker.landing, begun: record.landing } };
    case "landing.landed":
      return { ...over(worker), landings: withLanding(worker.landings, record.landing, at) };
    case "landing.failed":
      return over(worker);
  }
}

function over({ landing: _, ...worker }: Worker): Worker {
  return worker;
}
