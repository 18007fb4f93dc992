import { escalated } from "./escalated.ts";
import { type PendingInput, steers } from "./inputs.ts";
import type { Worker } from "./worker.ts";

/** What a person said to a step that asked for help: what names it, or, for the one that waits longest, what names none. */
export function escalationAnswer(worker: Worker, visit: string): PendingInput | undefined {
  const said = steers(worker.inputs);
  const named = said.find((one) => one.visit === visit);
  if (named !== undefined) return named;
  const [first] = escalated(worker);
  return first?.visit.id === visit ? said.find((one) => one.visit === undefined) : undefined;
}
