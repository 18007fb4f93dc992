import type { Call } from "../worker/call.ts";
import type { Step } from "../worker/step.ts";

/** A step in words, as a part of "would …". */
export function stepText(step: Step): string {
  switch (step.do) {
    case "start-cycle":
      return `begin cycle ${step.cycle}`;
    case "open-workspace":
      return "open its workspace";
    case "workspace-command":
      return `run ${step.command.argv.join(" ")} (${step.phase})`;
    case "deliver-inputs":
      return `show its model ${step.inputs.join(", ")}`;
    case "call-model":
      return `ask its model (turn ${step.turn}, attempt ${step.attempt})`;
    case "compact":
      return "shorten its conversation";
    case "decide-calls":
      return `judge ${named(step.calls)}`;
    case "settle-orphans":
      return `say that nobody knows what became of ${named(step.calls)}`;
    case "reconcile":
      return `ask the world whether ${named(step.calls)} happened`;
    case "run-calls":
      return `run ${named(step.calls)}`;
    case "escalate":
      return `ask others about ${named(step.calls)}`;
    case "answer-waits":
      return `answer ${named(step.calls)}`;
    case "retry-stage":
      return `try the stage again (attempt ${step.attempt}: ${step.code})`;
    case "close-children":
      return "close its children";
    case "advance-workflow":
      return "go on with its workflow";
    case "land":
      return "land its work";
    case "checkpoint":
      return "keep its work";
    case "release-workspace":
      return "give its workspace up";
    case "wake":
      return "wake up";
    case "end":
      return endText(step.as);
    case "nothing":
      return "do nothing";
  }
}

function endText(as: (Step & { do: "end" })["as"]): string {
  switch (as.type) {
    case "worker.waiting":
      return `wait (${as.on}: ${as.reason})`;
    case "worker.completed":
      return `complete with ${JSON.stringify(as.result)}`;
    case "worker.failed":
      return `fail (${as.code}: ${as.reason})`;
    case "worker.cancelled":
    case "worker.interrupted":
      return `be ${as.type.slice("worker.".length)} (${as.reason})`;
  }
}

const named = (calls: readonly Call[]) => calls.map(({ id }) => id).join(", ");
