import type { WorkerRecord } from "../journal/record.ts";
import type { Command } from "./command.ts";
import { RESTS_ON } from "./decide-send.ts";
import { accepted, type Decision, refused } from "./decision.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/** Closing what is over changes nothing; so does asking twice, and an interrupt after a close. */
export function stop(worker: Worker, command: Command & { type: "close" | "interrupt" }): Decision {
  const to = command.type === "close" ? "cancelled" : "interrupted";
  const { status } = worker.status;
  const over = status === "completed" || status === "failed" || status === "cancelled" || status === to;
  if (over || worker.stopping?.to === to || worker.stopping?.to === "cancelled") return accepted([]);
  const { by, reason } = command;
  const resting = status === "waiting" || status === "interrupted";
  const alone = to === "interrupted" || worker.children.length === 0;
  if (resting && alone) return accepted([{ type: `worker.${to}`, by, reason }]);
  if (status === "interrupted")
    return accepted([
      { type: "worker.resumed", by },
      { type: "worker.stopping", to, by, reason },
    ]);
  return accepted([{ type: "worker.stopping", to, by, reason }]);
}

/** Only what is going on can be cut short; asking twice changes nothing. */
export function interruptTurn(
  worker: Worker,
  { by, reason }: Command & { type: "interrupt-turn" },
): Decision {
  const { status } = worker.status;
  if (isSettled(status)) {
    return refused("worker-settled", `${worker.request.name} is ${status}; no turn of it is under way`);
  }
  const rests = worker.status.status === "waiting" && [...RESTS_ON, "budget"].includes(worker.status.on);
  if (rests || status === "queued" || worker.pausing !== undefined) return accepted([]);
  const woken: readonly WorkerRecord[] = status === "waiting" ? [{ type: "worker.woken" }] : [];
  return accepted([...woken, { type: "turn.interrupted", by, reason }]);
}
