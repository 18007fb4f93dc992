import type { WorkerId } from "../ids.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import { type PlaceKind, placeKind } from "../workspace/workspace.ts";
import { isSettled, type StatusName, type WaitingOn } from "./status.ts";
import type { Worker } from "./worker.ts";

/** Raise it whenever the summary's shape or meaning changes: kept summaries of other versions are rebuilt. */
export const SUMMARY_VERSION = 1;

/** What listings, handles and results show of a worker. Plain JSON. */
export interface WorkerSummary {
  readonly id: WorkerId;
  readonly name: string;
  readonly task: string;
  readonly agent: string | null;
  readonly model: string;
  readonly preset: string | null;
  readonly parent: WorkerId | null;
  readonly status: StatusName;
  readonly waitingOn: WaitingOn | null;
  /** Why it waits, failed, or was stopped. */
  readonly reason: string | null;
  /** A stable code for the reason of a failure. */
  readonly failure: string | null;
  /** The final text of a completed worker. */
  readonly result: string | null;
  readonly cycle: number;
  readonly turns: number;
  readonly calls: number;
  readonly deniedCalls: number;
  readonly usage: Usage;
  readonly cost: Cost;
  readonly questions: readonly OpenQuestion[];
  readonly workspace: WorkspaceSummary;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly updatedAt: string;
  readonly seq: number;
  readonly epoch: number;
}

export interface OpenQuestion {
  readonly approval: string;
  readonly call: string;
  readonly tool: string;
  readonly question: string;
  readonly digest: string;
}

export interface WorkspaceSummary {
  readonly kind: PlaceKind;
  readonly root: string | null;
  readonly repo: string | null;
  readonly base: string | null;
  readonly checkpoint: string | null;
  readonly checkpointRef: string | null;
}

export function summaryOf(worker: Worker): WorkerSummary {
  const { request, status, times, totals } = worker;
  return {
    id: worker.id,
    name: request.name,
    task: request.task,
    agent: request.agent ?? null,
    model: request.model,
    preset: request.preset ?? null,
    parent: worker.parent ?? null,
    status: status.status,
    waitingOn: status.status === "waiting" ? status.on : null,
    reason: "reason" in status ? status.reason : null,
    failure: status.status === "failed" ? status.code : null,
    result: status.status === "completed" ? status.result : null,
    cycle: worker.cycle,
    turns: totals.turns,
    calls: totals.calls,
    deniedCalls: totals.deniedCalls,
    usage: totals.usage,
    cost: totals.cost,
    questions: isSettled(status.status) ? [] : questionsOf(worker),
    workspace: workspaceOf(worker),
    createdAt: times.createdAt,
    startedAt: times.startedAt ?? null,
    finishedAt: times.finishedAt ?? null,
    updatedAt: times.updatedAt,
    seq: worker.seq,
    epoch: worker.epoch,
  };
}

function questionsOf(worker: Worker): OpenQuestion[] {
  return worker.calls.flatMap(({ id: call, tool, state }) => {
    if (state.state !== "asking") return [];
    const { approval, digest, text: question } = state.question;
    return [{ approval, call, tool, question, digest }];
  });
}

function workspaceOf({ request, workspace, checkpoint }: Worker): WorkspaceSummary {
  return {
    kind: placeKind(request.workspace),
    root: workspace?.root ?? null,
    repo: workspace?.git?.repo ?? null,
    base: workspace?.git?.base ?? null,
    checkpoint: checkpoint?.commit ?? null,
    checkpointRef: checkpoint?.ref ?? null,
  };
}
