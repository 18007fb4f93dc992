import { committed, limitOf } from "../budget/ledger.ts";
import { usedUp } from "../budget/spent.ts";
import type { AuthorityRecord, BudgetRecord } from "../journal/budget-record.ts";
import { shortBelow } from "./short-below.ts";
import { entered } from "./transition.ts";
import type { Worker } from "./worker.ts";

/** What the worker may do and use up, from here on. */
export function evolveAuthority(worker: Worker, record: AuthorityRecord | BudgetRecord): Worker {
  const { ledger } = worker;
  switch (record.type) {
    case "authority.narrowed":
      return { ...worker, ceiling: record.ceiling, authorityRev: record.rev, standing: [] }; // asked anew
    case "budget.raised":
      return { ...worker, ledger: { ...ledger, cap: { ...ledger.cap, ...record.limits } } };
    case "child.granted": {
      const { child, slice } = record;
      const wallOf = limitOf(ledger, "wallMs");
      const lent = ledger.lent.map((one) =>
        one.child === child ? { ...one, slice, settled: false, wallOf, answered: true as const } : one,
      );
      return { ...worker, ledger: { ...ledger, lent } };
    }
    case "budget.granted":
      if (ledger.askedAt === undefined) return worker; // too late: it ended meanwhile, and its parent took everything back
      return wokenByBudget({ ...worker, ledger: { ...ledger, slice: record.slice } });
  }
}

function wokenByBudget(worker: Worker): Worker {
  const waits = worker.status.status === "waiting" && worker.status.on === "budget";
  return waits ? entered(worker, { status: "running" }) : worker;
}

/**
 * A worker at its end gives back what neither it nor those below it can still use: a later cycle has to ask for it
 * again. For children that rest for want of more it asks with that very record.
 */
export function returnsSlice(worker: Worker): Worker {
  const { ledger } = worker;
  if (ledger.slice === undefined) return worker;
  const { askedAt: _, ...rest } = ledger;
  const asks = shortBelow(worker).length > 0 ? { askedAt: worker.seq + 1 } : {};
  return { ...worker, ledger: { ...rest, ...asks, slice: usedUp(ledger.slice, committed(ledger)) } };
}
