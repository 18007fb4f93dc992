import type { NodeCall } from "../journal/node-record.ts";
import { NOTHING_FURTHER } from "../policy/approval-policy.ts";
import type { WithApprovers } from "../policy/approvers.ts";
import type { WorkflowGraph } from "../workflow/graph.ts";
import type { Running } from "../workflow/run/visit.ts";
import type { Call } from "./call.ts";
import type { Worker } from "./worker.ts";

/** Names the call of one try of a visit; no other call of the worker has that name. */
export function callIdOf(visit: string, attempt: number): string {
  return attempt === 1 ? visit : `${visit}~${attempt}`;
}

/** The call that a visit makes, as the gateway or a person gets it. */
export function callFor(visit: string, attempt: number, call: NodeCall): Call {
  const id = callIdOf(visit, attempt);
  if ("tool" in call)
    return {
      id,
      providerCall: id,
      tool: call.tool,
      arguments: call.arguments,
      state: { state: "undecided" },
    };
  const { question: summary, digest } = call;
  const exact = { arguments: {}, digest, level: "none", effectClass: "read", summary } as const;
  const rule = "the workflow asks";
  return { id, providerCall: id, tool: APPROVAL, arguments: {}, state: { state: "unasked", exact, rule } };
}

/** Shown as the tool of a question that a workflow asks. */
const APPROVAL = "approval";

/** The call of a visit that is under way, if it has one. */
export function callOf({ calls }: Pick<Worker, "calls">, { visit, attempt }: Running): Call | undefined {
  const id = callIdOf(visit.id, attempt);
  return calls.find((call) => call.id === id);
}

/** Whose yes a question takes: what the ancestors say, and beside them the node that asks. */
export function approversOf({ ceiling, run }: Worker, call: string): readonly WithApprovers[] {
  if (run === undefined) return ceiling.approvals;
  const node = run.graph.nodes[nodeIn(call)];
  if (node?.kind !== "approval" || node.approvers === undefined) return ceiling.approvals;
  return [...ceiling.approvals, { ...NOTHING_FURTHER, approvers: node.approvers }];
}

/** Whether a call is the command of a verification that holds when it exits with 0. */
export function verifiesByExitCode({ nodes }: WorkflowGraph, call: string): boolean {
  const node = nodes[nodeIn(call)];
  const work = node?.kind === "map" ? node.do : node;
  if (work?.kind !== "verify" || work.command === undefined) return false;
  return (work.command.exitCodes ?? [0]).every((code) => code === 0);
}

/** Of which node a call or a visit is: `2.ask#1~3` is one of `ask`. */
export function nodeIn(call: string): string {
  return call.replace(/^\d+\./, "").replace(/#.*$/, "");
}
