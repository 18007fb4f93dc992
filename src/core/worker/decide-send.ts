import type { WorkerRecord } from "../journal/record.ts";
import type { Command } from "./command.ts";
import { retaken } from "./decide-authority.ts";
import { accepted, type Decision, type DecisionContext, refused } from "./decision.ts";
import { escalated, hasEscalated } from "./escalated.ts";
import { hearsAtOnce } from "./hears-at-once.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/**
 * Nothing that is said is lost: it is recorded with when it will be heard.
 *
 * S1. Whoever goes on because of it is awake in the same commit: at rest, with nothing unread in its inbox, no
 *     driver would look for it if this one stops now.
 */
export function send(
  worker: Worker,
  { by, text, mode = "steer", carry, visit }: Command & { type: "send" },
  context: DecisionContext,
): Decision {
  if (text.trim() === "") return refused("nothing-said", "there is nothing in it to tell the worker");
  const { status } = worker.status;
  const open = mode === "steer" ? escalated(worker).map((one) => one.visit.id) : [];
  const unclear = unclearAnswer(worker, open, visit);
  if (unclear !== undefined) return refused("no-such-approval", unclear);
  const answered = visit ?? open[0];
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
    ...(answered === undefined ? {} : { visit: answered }),
  };
  if (rests) return accepted([...retaken(worker, context, by), told]);
  return accepted(mode === "steer" && hearsAtOnce(worker) ? [told, { type: "worker.woken" }] : [told]); // S1
}

/** Why nobody can tell what it is the answer to. */
function unclearAnswer({ request: { name } }: Worker, open: readonly string[], visit: string | undefined) {
  if (visit !== undefined && !open.includes(visit)) return `${visit} of ${name} is not an open question`;
  if (visit === undefined && open.length > 1)
    return `${name} asks for help with several: ${open.join(", ")}; name the one you mean`;
  return undefined;
}

/** Waits for nothing that is under way: what is said begins the next cycle. */
export const RESTS_ON: readonly string[] = ["input", "limit"];
