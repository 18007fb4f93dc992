import type { Command } from "./command.ts";
import { answer } from "./decide-answer.ts";
import { narrowed, retaken } from "./decide-authority.ts";
import { childSettled, granted } from "./decide-child.ts";
import { giveUp } from "./decide-give-up.ts";
import { land } from "./decide-landing.ts";
import { resume } from "./decide-resume.ts";
import { send } from "./decide-send.ts";
import { interruptTurn, stop } from "./decide-stop.ts";
import { accepted, type Decision, type DecisionContext, refused } from "./decision.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

export type { Command, CommandType } from "./command.ts";
export type { Decision, DecisionContext, OutgoingCommand, Refusal } from "./decision.ts";

/** What a command means for a worker as it is now. */
export function decide(worker: Worker, command: Command, context: DecisionContext): Decision {
  switch (command.type) {
    case "approve":
    case "deny":
      return answer(worker, command, context);
    case "give-up":
      return giveUp(worker, command);
    case "send":
      return send(worker, command, context);
    case "close":
    case "interrupt":
      return stop(worker, command, context);
    case "interrupt-turn":
      return interruptTurn(worker, command);
    case "resume":
      return resume(worker, command, context);
    case "narrow":
      return narrowed(worker, command, context);
    case "release":
      return release(worker, command.by);
    case "land":
      return land(worker, command);
    case "drop":
      return drop(worker, command);
    case "child-settled":
      return childSettled(worker, command.report);
    case "budget-grant":
      return granted(worker, command);
    case "seal":
      return accepted([]); // whoever writes seals
    case "retake-authority":
      return accepted(retaken(worker, context, command.by));
  }
}

/** Only of what is over can a person say that it is not wanted; saying so twice changes nothing. */
function drop(worker: Worker, { by, reason }: Command & { type: "drop" }): Decision {
  if (!isSettled(worker.status.status)) return stillActive(worker);
  return accepted(worker.dropped === undefined ? [{ type: "worker.dropped", by, reason }] : []);
}

function stillActive({ request, status }: Worker): Decision {
  return refused("still-active", `${request.name} is ${status.status}: close it first`);
}

function release(worker: Worker, by: string): Decision {
  if (!isSettled(worker.status.status)) return stillActive(worker);
  if (worker.workspace === undefined || worker.releasing) return accepted([]);
  return accepted([{ type: "workspace.releasing", by }]);
}
