import type { WorkerRecord } from "../journal/record.ts";
import type { Command } from "./command.ts";
import { retaken } from "./decide-authority.ts";
import { accepted, type Decision, type DecisionContext, refused } from "./decision.ts";
import type { Worker } from "./worker.ts";

/** What stopped goes on after its last record, under what its parent may grant today. */
export function resume(
  worker: Worker,
  { by, budgets }: Command & { type: "resume" },
  context: DecisionContext,
): Decision {
  const raised: readonly WorkerRecord[] =
    budgets === undefined ? [] : [{ type: "budget.raised", limits: budgets, by }];
  const { status } = worker.status;
  const resumed: WorkerRecord = { type: "worker.resumed", by };
  if (status === "queued" || status === "running") {
    return accepted([...raised, ...(worker.stopping === undefined ? [] : [resumed])]);
  }
  const held = worker.status.status === "waiting" && ["limit", "budget", "input"].includes(worker.status.on);
  if (status === "interrupted" || status === "failed" || status === "cancelled" || held) {
    return accepted([...raised, ...retaken(worker, context, by), resumed]);
  }
  return refused("cannot-resume", `${worker.request.name} cannot be resumed: ${whyNot(worker)}`);
}

function whyNot({ status }: Worker): string {
  if (status.status !== "waiting") return "it is completed; send it something to do instead";
  return status.on === "approval"
    ? "it waits for an answer: approve or deny the open question"
    : `it waits for a ${status.on} and goes on by itself`;
}
