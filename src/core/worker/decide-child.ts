import { boundBySlice, type Ledger } from "../budget/ledger.ts";
import { enlarged } from "../budget/slice.ts";
import type { WorkerRecord } from "../journal/record.ts";
import type { BudgetKind } from "../policy/capability-policy.ts";
import type { ChildReport } from "./child-report.ts";
import type { Command } from "./command.ts";
import { accepted, type Decision, type OutgoingCommand } from "./decision.ts";
import { ledgerAfter } from "./evolve-children.ts";
import { isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/**
 * A child that used up what it was lent gets more, if there is more, and so does one that is over for those below
 * it; what another gave back may be for it, too.
 */
export function childSettled(worker: Worker, report: ChildReport): Decision {
  const known = worker.children.find(({ id }) => id === report.child);
  if (known === undefined || (known.report?.seq ?? 0) >= report.seq) return accepted([]);
  const ledger = ledgerAfter(worker.ledger, report);
  const own = lentMore({ ...worker, ledger }, report);
  if (own !== undefined && !isSettled(report.status)) return { ok: true, ...own };
  const settled: WorkerRecord = { type: "child.settled", report };
  const others = worker.children.filter(({ id }) => id !== report.child);
  const { records, put } = grants({ ...worker, children: others, ledger: own?.ledger ?? ledger });
  return {
    ok: true,
    records: [settled, ...(own?.records ?? []), ...records],
    put: [...(own?.put ?? []), ...put],
  };
}

/** An answer to a report from before its last end is none: its parent took everything back then. */
export function granted(worker: Worker, { slice, report }: Command & { type: "budget-grant" }): Decision {
  const { askedAt } = worker.ledger;
  if (askedAt === undefined || report < askedAt) return accepted([]);
  const { records, put } = grants({ ...worker, ledger: { ...worker.ledger, slice } });
  return { ok: true, records: [{ type: "budget.granted", slice }, ...records], put };
}

/** What comes of it that `worker`, as it is after that, has more to lend: for the children that rest for want of it. */
export function grants(worker: Worker): Lending {
  return worker.children.reduce<Lending>(
    (before, { report }) => {
      const now = { ...worker, ledger: before.ledger };
      const more = report === undefined ? undefined : lentMore(now, report);
      if (more === undefined) return before;
      const { records, put, ledger: after } = more;
      return { ledger: after, records: [...before.records, ...records], put: [...before.put, ...put] };
    },
    { ledger: worker.ledger, records: [], put: [] },
  );
}

/** What is lent, and how much there is to lend after that. */
export interface Lending {
  readonly ledger: Ledger;
  readonly records: readonly WorkerRecord[];
  readonly put: readonly OutgoingCommand[];
}

/** Nothing when it does not want more, was lent more since it said so, or there is nothing left to lend. */
function lentMore({ id: by, ledger, status }: Worker, report: ChildReport): Lending | undefined {
  const { child, seq, spent, short } = report;
  const lent = ledger.lent.find((one) => one.child === child);
  if (!report.wantsMore || lent === undefined || lent.answered) return undefined;
  const lenderToo = status.status === "waiting" && status.on === "budget";
  const slice = enlarged(ledger, lent, { spent, short, lenderToo });
  if (slice === undefined) return undefined;
  const body = { type: "budget-grant", by, from: by, slice: { ...slice }, report: seq };
  return {
    ledger: { ...ledger, lent: ledger.lent.map((one) => (one === lent ? { ...one, slice } : one)) },
    records: [{ type: "child.granted", child, slice }],
    put: [{ worker: child, commandId: `grant:${by}:${seq}`, body }],
  };
}

/** Whether a parent could help a worker that these kinds hold up. */
export function wantsMore({ ledger, parent }: Worker, kinds: readonly BudgetKind[]): boolean {
  return parent !== undefined && kinds.length > 0 && kinds.every((kind) => boundBySlice(ledger, kind));
}
