import { boundBySlice } from "../budget/ledger.ts";
import { enlarged } from "../budget/slice.ts";
import type { WorkerRecord } from "../journal/record.ts";
import type { BudgetKind } from "../policy/capability-policy.ts";
import type { ChildReport } from "./child-report.ts";
import type { Command } from "./command.ts";
import { accepted, type Decision } from "./decision.ts";
import type { Worker } from "./worker.ts";

/** A child that used up what it was lent gets more, if there is more. */
export function childSettled(worker: Worker, report: ChildReport): Decision {
  const known = worker.children.find(({ id }) => id === report.child);
  if (known === undefined || (known.report?.seq ?? 0) >= report.seq) return accepted([]);
  const settled: WorkerRecord = { type: "child.settled", report };
  const lent = worker.ledger.lent.find(({ child }) => child === report.child);
  if (report.waitingOn !== "budget" || lent === undefined || !report.wantsMore) return accepted([settled]);
  const slice = enlarged(worker.ledger, lent.slice, report.spent, report.short);
  if (slice === undefined) return accepted([settled]);
  const { child, seq } = report;
  const body = { type: "budget-grant", by: worker.id, from: worker.id, slice: { ...slice }, report: seq };
  return {
    ok: true,
    records: [{ type: "child.granted", child, slice }],
    put: [{ worker: child, commandId: `grant:${worker.id}:${seq}`, body }],
  };
}

/** An answer to a report from before its last end is none: its parent took everything back then. */
export function granted(worker: Worker, { slice, report }: Command & { type: "budget-grant" }): Decision {
  const { askedAt } = worker.ledger;
  return accepted(askedAt === undefined || report < askedAt ? [] : [{ type: "budget.granted", slice }]);
}

/** Whether a parent could help a worker that these kinds hold up. */
export function wantsMore({ ledger, parent }: Worker, kinds: readonly BudgetKind[]): boolean {
  return parent !== undefined && kinds.length > 0 && kinds.every((kind) => boundBySlice(ledger, kind));
}
