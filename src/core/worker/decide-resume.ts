import type { WorkerRecord } from "../journal/record.ts";
import type { Budgets } from "../policy/capability-policy.ts";
import type { Command } from "./command.ts";
import { retaken } from "./decide-authority.ts";
import { grants, type Lending } from "./decide-child.ts";
import { type Decision, type DecisionContext, refused } from "./decision.ts";
import type { Worker } from "./worker.ts";

/** What stopped goes on after its last record, under what its parent may grant today. */
export function resume(
  worker: Worker,
  { by, budgets }: Command & { type: "resume" },
  context: DecisionContext,
): Decision {
  const { records: raised, put } = raise(worker, by, budgets);
  const { status } = worker.status;
  const resumed: WorkerRecord = { type: "worker.resumed", by };
  if (status === "queued" || status === "running") {
    return { ok: true, records: [...raised, ...(worker.stopping === undefined ? [] : [resumed])], put };
  }
  const held = worker.status.status === "waiting" && ["limit", "budget", "input"].includes(worker.status.on);
  if (status === "interrupted" || status === "failed" || status === "cancelled" || held) {
    return { ok: true, records: [...raised, ...retaken(worker, context, by), resumed], put };
  }
  if ((status === "waiting" || status === "completed") && raised.length > 0)
    return { ok: true, records: raised, put };
  return refused("cannot-resume", `${worker.request.name} cannot be resumed: ${whyNot(worker)}`);
}

/** More for itself is more to lend: children that rest for want of it go on, too. */
function raise(
  worker: Worker,
  by: string,
  budgets: Partial<Budgets> | undefined,
): Pick<Lending, "records" | "put"> {
  if (budgets === undefined) return { records: [], put: [] };
  const { ledger } = worker;
  const { records, put } = grants({ ...worker, ledger: { ...ledger, cap: { ...ledger.cap, ...budgets } } });
  return { records: [{ type: "budget.raised", limits: budgets, by }, ...records], put };
}

function whyNot({ status }: Worker): string {
  if (status.status !== "waiting") return "it is completed; send it something to do instead";
  return status.on === "approval"
    ? "it waits for an answer: approve or deny the open question"
    : `it waits for a ${status.on} and goes on by itself`;
}
