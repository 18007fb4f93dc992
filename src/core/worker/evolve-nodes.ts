import { loseBeside, reserveBeside, settleBeside } from "../budget/beside.ts";
import type { Ledger, Reservation } from "../budget/ledger.ts";
import type { NodeRecord, NodeSpent, VisitRecord } from "../journal/node-record.ts";
import { addCost } from "../usage/cost.ts";
import { addUsage } from "../usage/usage.ts";
import { scheduleOf, withEvent } from "../workflow/run/run.ts";
import type { Running } from "../workflow/run/visit.ts";
import { callFor, callIdOf } from "./node-call.ts";
import type { Worker } from "./worker.ts";

/** What the records of a workflow's nodes mean for the worker that runs it. */
export function evolveNodes(worker: Worker, record: NodeRecord, at: string): Worker {
  const { run, checkpoint } = worker;
  if (run === undefined) throw new Error(`worker ${worker.id} runs no workflow`);
  const kept = checkpoint === undefined ? {} : { kept: checkpoint };
  const event = { record, at, seq: worker.seq + 1, ...(record.type === "node.settled" ? kept : {}) };
  const next = { ...worker, run: withEvent(run, event), unsaved: unsavedAfter(worker, record) };
  if (record.type === "workflow.finished") return next;
  const before = scheduleOf(run).running.get(record.visit);
  const times = { ...worker.times, doingSince: at };
  return { ...counted(next, record, before), calls: callsAfter(worker, record, before), times };
}

/** Files that came in by a merge are in no checkpoint yet. */
function unsavedAfter({ unsaved }: Worker, record: NodeRecord): Worker["unsaved"] {
  const changed = record.type === "node.settled" && (record.takenIn ?? []).length > 0;
  return changed && record.reused === undefined ? [...unsaved, record.visit] : unsaved;
}

function callsAfter({ calls }: Worker, record: VisitRecord, before: Running | undefined): Worker["calls"] {
  switch (record.type) {
    case "node.started":
      return record.does === undefined
        ? calls
        : [...calls, callFor(record.visit, record.attempt, record.does)];
    case "node.repairing":
      return calls;
    case "node.retrying":
    case "node.settled": {
      if (before?.started.does === undefined) return calls;
      const over = callIdOf(record.visit, before.attempt);
      return calls.filter(({ id }) => id !== over);
    }
  }
}

function counted(worker: Worker, record: VisitRecord, before: Running | undefined): Worker {
  const held = before === undefined ? undefined : reservedBy(before);
  if (record.type === "node.started") {
    const ledger = reserveBeside(loseBeside(worker.ledger, held), record.reserved);
    const isCall = record.does !== undefined && "tool" in record.does;
    const totals = isCall ? { ...worker.totals, calls: worker.totals.calls + 1 } : worker.totals;
    return ledger === worker.ledger && totals === worker.totals ? worker : { ...worker, ledger, totals };
  }
  const { spent } = record;
  const lostMs = record.type === "node.retrying" ? record.lostMs : undefined;
  const ledger =
    spent === undefined ? loseBeside(worker.ledger, held, lostMs) : settled(worker.ledger, held, spent);
  const more = record.type === "node.repairing" ? reserveBeside(ledger, record.reserved) : ledger;
  return withTotals(worker, more, spent);
}

/** What is set aside for the model call that is under way in it. */
function reservedBy({ started, repairs }: Running): Reservation | undefined {
  const last = repairs.at(-1);
  return last === undefined ? started.reserved : last.reserved;
}

function settled(
  ledger: Ledger,
  held: Reservation | undefined,
  { usage, cost, durationMs }: NodeSpent,
): Ledger {
  return settleBeside(ledger, held, {
    tokens: usage.inputTokens + usage.outputTokens,
    costUsd: cost.known ? cost.usd : 0,
    activeMs: durationMs,
    turns: 1,
  });
}

function withTotals(worker: Worker, ledger: Ledger, spent: NodeSpent | undefined): Worker {
  if (spent === undefined) return ledger === worker.ledger ? worker : { ...worker, ledger };
  const { totals } = worker;
  return {
    ...worker,
    ledger,
    totals: {
      ...totals,
      turns: totals.turns + 1,
      usage: addUsage(totals.usage, spent.usage),
      cost: addCost(totals.cost, spent.cost),
    },
  };
}
