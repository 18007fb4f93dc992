import { type MutationSession, mutationSession } from "../audit/mutation-session.ts";
import { boundBySlice, limitOf, treeSpent } from "../budget/ledger.ts";
import type { Spent } from "../budget/spent.ts";
import { type Evidence, evidenceOf } from "../evidence/verdict.ts";
import type { WorkerId } from "../ids.ts";
import { type LandedSummary, landedSummary } from "../landing/past-landing.ts";
import { askedNow, yesLacking } from "../policy/approvers.ts";
import { BUDGET_KINDS, type BudgetKind, type Budgets } from "../policy/capability-policy.ts";
import type { Cost } from "../usage/cost.ts";
import type { Usage } from "../usage/usage.ts";
import type { Running } from "../workflow/run/visit.ts";
import { isLinked } from "../workspace/linked.ts";
import { type PlaceKind, placeKind } from "../workspace/workspace.ts";
import { isLiving } from "./children.ts";
import { escalated } from "./escalated.ts";
import { lastSaid } from "./last-said.ts";
import { newestTasks } from "./newest-tasks.ts";
import { approversOf } from "./node-call.ts";
import { isResting, isSettled, type StatusName, type WaitingOn } from "./status.ts";
import type { Worker } from "./worker.ts";

/** Raise it whenever the summary's shape or meaning changes: kept summaries of other versions are rebuilt. */
export const SUMMARY_VERSION = 6;

/** What kind of work it is: a graph, a conversation of its own, or one that a graph hands on. Harn's words. */
export const WORKER_MODES = ["workflow", "stage", "delegated_stage"] as const;
export type WorkerMode = (typeof WORKER_MODES)[number];

/** What listings, handles and results show of a worker. Plain JSON. */
export interface WorkerSummary {
  readonly id: WorkerId;
  readonly name: string;
  /** What it was made for. */
  readonly task: string;
  /** What its cycles were for, the newest 20, oldest first, each in short. Before the first, its task alone. */
  readonly tasks: readonly string[];
  readonly mode: WorkerMode;
  readonly agent: string | null;
  readonly model: string;
  readonly preset: string | null;
  readonly parent: WorkerId | null;
  /** The visit of the parent's workflow whose work it does. */
  readonly visit: string | null;
  readonly status: StatusName;
  readonly waitingOn: WaitingOn | null;
  /** Why it waits, failed, or was stopped. */
  readonly reason: string | null;
  /** A stable code for the reason of a failure. */
  readonly failure: string | null;
  /** The final text of a completed worker. */
  readonly result: string | null;
  /** What a worker that did not come to its end said last. */
  readonly partial: string | null;
  /** Said to it and not yet shown to its model. */
  readonly pendingInputs: number;
  /** Where it was copied from. */
  readonly forkedFrom: { readonly worker: WorkerId; readonly seq: number } | null;
  readonly children: { readonly living: number; readonly all: number };
  /** What it and all below it used up of what they may. */
  readonly budget: BudgetSummary;
  /** What it does now, and since when: a sign of life for people. */
  readonly doing: { readonly what: string; readonly since: string } | null;
  readonly cycle: number;
  readonly turns: number;
  readonly calls: number;
  readonly deniedCalls: number;
  /** How many it was given, made, and got from its children. */
  readonly artifacts: number;
  /** Whether anything was said in its present conversation. */
  readonly hasTranscript: boolean;
  readonly usage: Usage;
  readonly cost: Cost;
  readonly questions: readonly OpenQuestion[];
  /** What its workflow handed to a person who has not said how to go on. */
  readonly escalations: readonly OpenEscalation[];
  readonly workspace: WorkspaceSummary;
  /** What of its work came into the user's repository, oldest first, with what was taken back. */
  readonly landed: readonly LandedSummary[];
  /** What the runtime saw of its result. */
  readonly evidence: Evidence;
  /** Under which it changes things. */
  readonly session: MutationSession;
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
  /** Why it is asked: the rule that decided. */
  readonly rule: string;
  /** Since when, ISO 8601 UTC. */
  readonly since: string;
  /** Who said yes so far. */
  readonly yes: readonly string[];
  /** How many more must. */
  readonly lacking: number;
  readonly asked: "any" | readonly string[];
  /** When others are asked, too. */
  readonly escalatesAt: string | null;
}

export interface OpenEscalation {
  /** The visit of the step that waits. */
  readonly visit: string;
  readonly reason: string;
  /** Since when, ISO 8601 UTC. */
  readonly since: string;
  /** When its step fails if nobody answered. */
  readonly until: string | null;
}

export interface WorkspaceSummary {
  readonly kind: PlaceKind;
  readonly root: string | null;
  readonly repo: string | null;
  readonly base: string | null;
  /** Whether its checkout is a linked worktree of the repository. */
  readonly linked: boolean;
  readonly checkpoint: string | null;
  readonly checkpointRef: string | null;
}

export function summaryOf(worker: Worker): WorkerSummary {
  const { request, status, times, totals } = worker;
  return {
    id: worker.id,
    name: request.name,
    task: request.task,
    tasks: worker.tasks.length === 0 ? newestTasks([], request.task) : worker.tasks,
    mode: modeOf(worker),
    agent: request.agent ?? null,
    model: request.model,
    preset: request.preset ?? null,
    parent: worker.parent ?? null,
    visit: worker.visit ?? null,
    status: status.status,
    waitingOn: status.status === "waiting" ? status.on : null,
    reason: "reason" in status ? status.reason : null,
    failure: status.status === "failed" ? status.code : null,
    result: status.status === "completed" ? status.result : null,
    partial: isResting(status.status) && status.status !== "completed" ? lastSaid(worker) || null : null,
    pendingInputs: worker.inputs.length,
    forkedFrom: worker.forkedFrom ?? null,
    children: { living: worker.children.filter(isLiving).length, all: worker.children.length },
    budget: budgetOf(worker),
    doing: doingOf(worker),
    cycle: worker.cycle,
    turns: totals.turns,
    calls: totals.calls,
    deniedCalls: totals.deniedCalls,
    artifacts: worker.artifacts.length,
    hasTranscript: worker.messages.length > 0,
    usage: totals.usage,
    cost: totals.cost,
    questions: isSettled(status.status) ? [] : questionsOf(worker),
    escalations: isSettled(status.status) ? [] : escalated(worker).map(escalationOf),
    workspace: workspaceOf(worker),
    landed: worker.landings.map(landedSummary),
    evidence: evidenceOf(worker),
    session: mutationSession(worker),
    createdAt: times.createdAt,
    startedAt: times.startedAt ?? null,
    finishedAt: times.finishedAt ?? null,
    updatedAt: times.updatedAt,
    seq: worker.seq,
    epoch: worker.epoch,
  };
}

function modeOf({ request, visit }: Worker): WorkerMode {
  if (request.workflow !== undefined) return "workflow";
  return visit === undefined ? "stage" : "delegated_stage";
}

/** Limits where there are any, and what is gone. */
export interface BudgetSummary {
  readonly limits: Budgets;
  readonly spent: Spent;
  /** Of the tokens, what was set aside for calls whose outcome was lost. */
  readonly estimatedTokens: number;
  /** Kinds of which it may use up what its parent lent it, and no more. */
  readonly lent: readonly BudgetKind[];
}

function budgetOf({ ledger }: Worker): BudgetSummary {
  const limits = Object.fromEntries(BUDGET_KINDS.map((kind) => [kind, limitOf(ledger, kind)])) as Budgets;
  const lent = BUDGET_KINDS.filter((kind) => boundBySlice(ledger, kind));
  return { limits, spent: treeSpent(ledger), estimatedTokens: ledger.estimatedTokens, lent };
}

function doingOf({ status, turn, calls, times }: Worker): WorkerSummary["doing"] {
  const since = times.doingSince;
  if (status.status === "waiting") return { what: `waiting for ${status.on}`, since };
  if (status.status !== "running") return null;
  const running = calls.flatMap(({ tool, state }) => (state.state === "running" ? [tool] : []));
  if (running.length > 0) return { what: [...new Set(running)].join(", "), since };
  return { what: turn.phase === "asking" ? "asking the model" : "between steps", since };
}

function questionsOf(worker: Worker): OpenQuestion[] {
  return worker.calls.flatMap(({ id: call, tool, state }) => {
    if (state.state !== "asking") return [];
    const { approval, digest, text: question, since, yes } = state.question;
    const chain = approversOf(worker, call);
    return [
      {
        approval,
        call,
        tool,
        question,
        digest,
        rule: state.rule,
        since,
        yes,
        lacking: yesLacking(chain, state.question),
        asked: askedNow(chain, state.question),
        escalatesAt: state.question.escalations[0]?.at ?? null,
      },
    ];
  });
}

function escalationOf({ visit, started, since }: Running): OpenEscalation {
  return { visit: visit.id, reason: started.prompt ?? "", since, until: started.until ?? null };
}

function workspaceOf({ request, workspace, checkpoint }: Worker): WorkspaceSummary {
  return {
    kind: placeKind(request.workspace),
    root: workspace?.root ?? null,
    repo: workspace?.git?.repo ?? null,
    base: workspace?.git?.base ?? null,
    linked: isLinked(request.workspace),
    checkpoint: checkpoint?.commit ?? null,
    checkpointRef: checkpoint?.ref ?? null,
  };
}
