import { hasEscalated } from "./escalated.ts";
import type { Worker } from "./worker.ts";

/**
 * Whether a waiting worker goes on when it is told something: one that waits for children does, and a workflow
 * of which a node has asked a person.
 */
export function hearsAtOnce(worker: Worker): boolean {
  const { status, run } = worker;
  if (status.status !== "waiting") return false;
  return run === undefined ? status.on === "child" : status.on !== "limit" && hasEscalated(worker);
}
