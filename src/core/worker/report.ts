import { byRank } from "../artifacts/rank.ts";
import { committed, exhausted } from "../budget/ledger.ts";
import { evidenceOf } from "../evidence/verdict.ts";
import type { ChildReport } from "./child-report.ts";
import { wantsMore } from "./decide-child.ts";
import { lastSaid } from "./last-said.ts";
import { shortBelow } from "./short-below.ts";
import { isResting, isSettled } from "./status.ts";
import type { Worker } from "./worker.ts";

/** So much of what a child said goes to its parent; the rest is in the child's journal. */
const MOST_RESULT = 4_000;
const MOST_FILES = 50;
const MOST_ARTIFACTS = 20;

/** What a worker at rest tells its parent; nothing for a rest that concerns only a person. */
export function reportOf(worker: Worker, changed: readonly string[]): ChildReport | undefined {
  const { status, ledger, checkpoint, totals } = worker;
  const on = status.status === "waiting" ? status.on : null;
  if (!isResting(status.status) || !(isSettled(status.status) || (on !== null && TOLD.includes(on))))
    return undefined;
  const short = status.status === "waiting" ? (status.short ?? exhausted(ledger)) : shortBelow(worker);
  const asks = on === "budget" || (on === null && short.length > 0);
  return {
    child: worker.id,
    name: worker.request.name,
    cycle: worker.cycle,
    seq: worker.seq,
    status: status.status,
    waitingOn: on,
    reason: "reason" in status ? status.reason : null,
    heard: [...worker.heard, ...lost(worker).map(({ id }) => id)],
    result: bounded(status.status === "completed" ? status.result : lastSaid(worker)),
    turns: totals.turns,
    calls: totals.calls,
    usage: totals.usage,
    cost: totals.cost,
    wantsMore: asks && wantsMore(worker, short),
    ...(asks ? { short } : {}),
    spent: committed(ledger),
    changedFiles: changed.slice(0, MOST_FILES),
    changedFileCount: changed.length,
    checkpoint: checkpoint === undefined ? null : { commit: checkpoint.commit, ref: checkpoint.ref },
    commands: worker.commands,
    ...made(worker),
    ...judged(worker),
  };
}

/** Its own, not what it was given: whoever gave that has it. */
function made({ artifacts }: Worker): Pick<ChildReport, "artifacts"> {
  const own = artifacts
    .filter(({ origin }) => origin.way !== "given")
    .toSorted(byRank({ preferRecent: true }));
  if (own.length === 0) return {};
  return { artifacts: own.slice(0, MOST_ARTIFACTS).map(({ id, kind, title }) => ({ id, kind, title })) };
}

function judged(worker: Worker): Pick<ChildReport, "evidence"> {
  const { verdict, why } = evidenceOf(worker);
  return verdict === null ? {} : { evidence: { verdict, why } };
}

/** Told and never to be seen by its model in this cycle; what follows a cycle is heard in the next. */
function lost({ status, inputs }: Worker): Worker["inputs"] {
  const goesOn = status.status === "completed" || status.status === "failed";
  return goesOn ? inputs.filter(({ mode }) => mode !== "followUp") : inputs;
}

/** A parent can do something about these. */
const TOLD: readonly string[] = ["budget", "limit", "input"];

function bounded(text: string): string {
  if (text.length <= MOST_RESULT) return text;
  const end = Math.floor(MOST_RESULT / 2);
  return `${text.slice(0, end)}\n[… ${text.length - MOST_RESULT} characters left out …]\n${text.slice(-end)}`;
}
