import { type ArtifactRecord, artifactFrom } from "../artifacts/artifact.ts";
import { exhausted, type Ledger, type Lent, limitOf } from "../budget/ledger.ts";
import { usedUp } from "../budget/spent.ts";
import type { ChildRecord } from "../journal/child-record.ts";
import { scheduleOf } from "../workflow/run/run.ts";
import type { ChildReport } from "./child-report.ts";
import { awaitingIn, type Child, isAnswered, isLiving, withAddress, withReport } from "./children.ts";
import { returnsSlice } from "./evolve-authority.ts";
import { isSettled } from "./status.ts";
import { entered } from "./transition.ts";
import { withArtifact } from "./with-artifact.ts";
import type { Worker } from "./worker.ts";

/** What the records about children mean for their parent. */
export function evolveChildren(worker: Worker, record: ChildRecord, at: string): Worker {
  switch (record.type) {
    case "child.spawned": {
      const { child: id, call, name, slice } = record;
      const wallOf = limitOf(worker.ledger, "wallMs");
      const lent = { child: id, slice, spent: NOTHING_YET, settled: false, wallOf };
      return {
        ...worker,
        children: [...worker.children, { id, call, name, addressed: { afterSeq: 0 } }],
        ledger: { ...worker.ledger, lent: [...worker.ledger.lent, lent] },
      };
    }
    case "child.addressed":
      return reopened(
        { ...worker, children: withAddress(worker.children, record.child, record.input) },
        record.child,
      );
    case "child.settled":
      return settled(worker, record.report, at);
    case "children.closing":
      return worker.stopping === undefined
        ? worker
        : { ...worker, stopping: { ...worker.stopping, childrenAsked: true } };
  }
}

const NOTHING_YET = { tokens: 0, costUsd: 0, activeMs: 0, turns: 0, calls: 0 };

/** It draws on its slice again, as far as it has one. */
function reopened(worker: Worker, child: Worker["id"]): Worker {
  const lent = worker.ledger.lent.map((one) => (one.child === child ? { ...one, settled: false } : one));
  return { ...worker, ledger: { ...worker.ledger, lent } };
}

function settled(worker: Worker, report: ChildReport, at: string): Worker {
  const known = worker.children.find(({ id }) => id === report.child);
  if (known === undefined || (known.report?.seq ?? 0) >= report.seq) return worker;
  const children = withReport(worker.children, report);
  const told = saysMore(known, report)
    ? withArtifact(worker, artifactOf(worker, report, at), { way: "child", call: known.call })
    : worker;
  const heardOf = withFiles({ ...told, children, ledger: ledgerAfter(worker.ledger, report) }, report);
  return awake(isSettled(worker.status.status) ? returnsSlice(heardOf) : afford(heardOf, report), report);
}

/** What a child gives back at its end may be what the parent rests for. */
function afford(worker: Worker, { status: ended }: ChildReport): Worker {
  const { status, ledger } = worker;
  if (status.status !== "waiting" || status.on !== "budget" || !isSettled(ended)) return worker;
  const none = exhausted(ledger);
  const lacks = (status.short ?? none).some((kind) => kind === "wallMs" || none.includes(kind));
  return lacks ? worker : entered(worker, { status: "running" });
}

/** A child that worked in its parent's files may have changed them. */
function withFiles(worker: Worker, { child, status }: ChildReport): Worker {
  const { run, workspace, unsaved } = worker;
  if (run === undefined || workspace?.kind !== "worktree" || !isSettled(status)) return worker;
  const { running, ready } = scheduleOf(run);
  for (const { visit, started } of running.values())
    if (started.child === child && ready.needsFiles(visit))
      return { ...worker, unsaved: [...unsaved, visit.id] };
  return worker;
}

/** It may report once more only because one below it came to rest. */
function saysMore({ report: known }: Child, { cycle, status, result }: ChildReport): boolean {
  return known?.cycle !== cycle || known.status !== status || known.result !== result;
}

export function ledgerAfter(ledger: Ledger, report: ChildReport): Ledger {
  return {
    ...ledger,
    lent: ledger.lent.map((one) => (one.child === report.child ? heard(one, report) : one)),
  };
}

/** At its end a child gives back what it did not use: to go on, it has to ask for more. */
function heard({ answered: _, ...lent }: Lent, { spent, status }: ChildReport): Lent {
  const settled = isSettled(status);
  return { ...lent, spent, settled, slice: settled ? usedUp(lent.slice, spent) : lent.slice };
}

/** A worker that waits for this goes on. */
function awake(worker: Worker, { status }: ChildReport): Worker {
  if (worker.run !== undefined && worker.stopping === undefined) return nodeAwake(worker, status);
  const waits = worker.status.status === "waiting" && ["child", "approval"].includes(worker.status.on);
  const answered = awaitingIn(worker.calls).some(({ state }) => isAnswered(state, worker.children));
  const ended = worker.stopping !== undefined && !worker.children.some(isLiving);
  return waits && (answered || ended) ? entered(worker, { status: "running" }) : worker;
}

/** The end of a child is the end of a node's work. */
function nodeAwake(worker: Worker, ended: ChildReport["status"]): Worker {
  const { status } = worker;
  const waits = status.status === "waiting" && ["child", "approval", "timer", "input"].includes(status.on);
  return waits && isSettled(ended) ? entered(worker, { status: "running" }) : worker;
}

/**
 * Compact: what it says, what the runtime saw of it, and where the rest is found; not its conversation. Made
 * from the artifacts of the child, which stay in its journal.
 */
function artifactOf({ id }: Worker, report: ChildReport, at: string): ArtifactRecord {
  const {
    child,
    name,
    cycle,
    status,
    result,
    changedFiles,
    commands,
    evidence,
    artifacts = [],
    seq,
  } = report;
  return artifactFrom(
    {
      kind: "worker_result",
      title: `worker result ${name}`,
      text: result,
      data: {
        worker: child,
        status,
        changedFiles: [...changedFiles],
        commands: commands.map((one) => ({ ...one })),
        evidence: evidence === undefined ? null : { ...evidence },
        reference: { worker: child, cycle, seq, checkpoint: report.checkpoint?.ref ?? null },
      },
      lineage: artifacts.map((one) => one.id),
      priority: 95,
      metadata: { worker: child, name, parent: id, delegated: true },
    },
    { id: `artifact_${child.slice("worker_".length)}_${seq}`, createdAt: at, source: child },
  );
}
