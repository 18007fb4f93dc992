import type { WorkerRecord } from "../journal/record.ts";
import type { Command } from "./command.ts";
import { RESTS_ON } from "./decide-send.ts";
import { accepted, type Decision, type DecisionContext, type OutgoingCommand, refused } from "./decision.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/**
 * Closing what is over changes nothing of it; so does asking twice, and an interrupt after a close. But what
 * still works below a worker that is over is told, since nobody else tells it.
 */
export function stop(worker: Worker, command: Stop, { cutOff = [], commandId }: DecisionContext): Decision {
  const put = cutOff.map((below): OutgoingCommand => {
    const reason = `a worker above it was closed: ${command.reason}`;
    return { worker: below, commandId: `close:${commandId}`, body: { type: "close", by: worker.id, reason } };
  });
  return { ok: true, records: ending(worker, command), ...(put.length === 0 ? {} : { put }) };
}

type Stop = Command & { readonly type: "close" | "interrupt" };

function ending(worker: Worker, command: Stop): readonly WorkerRecord[] {
  const to = command.type === "close" ? "cancelled" : "interrupted";
  const { status } = worker.status;
  const over = status === "completed" || status === "failed" || status === "cancelled" || status === to;
  if (over || worker.stopping?.to === to || worker.stopping?.to === "cancelled") return [];
  const { by, reason } = command;
  const resting = status === "waiting" || status === "interrupted";
  const alone = to === "interrupted" || worker.children.length === 0;
  if (resting && alone) return [{ type: `worker.${to}`, by, reason }];
  if (status === "interrupted")
    return [
      { type: "worker.resumed", by },
      { type: "worker.stopping", to, by, reason },
    ];
  return [{ type: "worker.stopping", to, by, reason }];
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
