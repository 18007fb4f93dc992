import type { WorkerRecord } from "../journal/record.ts";
import type { Command } from "./command.ts";
import { retaken } from "./decide-authority.ts";
import { accepted, type Decision, type DecisionContext, refused } from "./decision.ts";
import { hearsAtOnce } from "./hears-at-once.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";
import { hasEscalated } from "./workflow-actions.ts";

/**
 * Nothing that is said is lost: it is recorded with when it will be heard.
 *
 * S1. Whoever goes on because of it is awake in the same commit: at rest, with nothing unread in its inbox, no
 *     driver would look for it if this one stops now.
 */
export function send(
  worker: Worker,
  { by, text, mode = "steer", carry }: Command & { type: "send" },
  context: DecisionContext,
): Decision {
  if (text.trim() === "") return refused("nothing-said", "there is nothing in it to tell the worker");
  const { status } = worker.status;
  const asks = hasEscalated(worker); // then this is the answer
  const rests =
    isSettled(status) || (worker.status.status === "waiting" && RESTS_ON.includes(worker.status.on) && !asks);
  const told: WorkerRecord = {
    type: "input.received",
    input: context.commandId,
    mode: rests || status === "queued" ? "cycle" : mode,
    text,
    by,
    ...(carry === undefined ? {} : { carry }),
  };
  if (rests) return accepted([...retaken(worker, context, by), told]);
  return accepted(mode === "steer" && hearsAtOnce(worker) ? [told, { type: "worker.woken" }] : [told]); // S1
}

/** Waits for nothing that is under way: what is said begins the next cycle. */
export const RESTS_ON: readonly string[] = ["input", "limit"];
