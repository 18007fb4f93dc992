import { failed } from "../workflow/run/settled.ts";
import type { Command } from "./command.ts";
import { accepted, type Decision, refused } from "./decision.ts";
import { escalated } from "./escalated.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/** A node ended because a person who was asked for help said that there is none. */
export const GIVEN_UP = "given-up";

/**
 * The escalation ends as a failure with the person's reason: what follows is for its edges to say, and without one
 * for that the run fails. A worker at rest is awake for that in the same commit.
 */
export function giveUp(worker: Worker, { visit, by, reason }: Command & { type: "give-up" }): Decision {
  const { name } = worker.request;
  if (isSettled(worker.status.status))
    return refused("worker-settled", `${name} is ${worker.status.status}; it asks nothing any more`);
  const open = escalated(worker);
  const [meant, another] = open.filter((one) => visit === undefined || one.visit.id === visit);
  if (meant === undefined) {
    const what = visit === undefined ? `${name} asks nothing now` : `${visit} is not an open question`;
    return refused("no-such-approval", what);
  }
  if (another !== undefined) {
    const ids = open.map((one) => one.visit.id).join(", ");
    return refused("no-such-approval", `${name} asks for help with several: ${ids}; name the one you mean`);
  }
  const why = reason === undefined ? `${by} gave it up` : `${by} gave it up: ${reason}`;
  const output = { answer: reason ?? "", by };
  const settled = failed(meant.visit, meant.started.key, GIVEN_UP, why, { output });
  const rests = worker.status.status === "waiting";
  return accepted(rests ? [{ type: "worker.woken" }, settled] : [settled]);
}
