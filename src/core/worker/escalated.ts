import { scheduleOf } from "../workflow/run/run.ts";
import type { Running } from "../workflow/run/visit.ts";
import { workOf } from "../workflow/run/work-of.ts";
import type { Worker } from "./worker.ts";

/** What a person was asked to take over, and has not answered. */
export function escalated({ run }: Worker): readonly Running[] {
  if (run === undefined || run.finished !== undefined) return [];
  const { running, ending } = scheduleOf(run);
  const open = [...running.values()].filter(({ visit }) => workOf(run.graph, visit).kind === "escalation");
  return open.filter(({ visit }) => !ending.has(visit.id));
}

export function hasEscalated(worker: Worker): boolean {
  return escalated(worker).length > 0;
}
