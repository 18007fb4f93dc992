import type { AgentWork } from "../agent-work.ts";
import type { WorkflowGraph } from "../graph.ts";
import type { MapWork } from "../map-node.ts";
import type { WorkflowNode } from "../node.ts";
import type { Visit } from "./visit.ts";

/** What is done in a visit: its node, or for a branch the work of its map. */
export function workOf(graph: WorkflowGraph, { node: id, branch }: Visit): WorkflowNode | MapWork {
  const node = graph.nodes[id];
  if (node === undefined) throw new Error(`the graph has no node ${id}`);
  if (branch === undefined) return node;
  if (node.kind !== "map") throw new Error(`${id} is no map`);
  return node.do;
}

/**
 * An agent that is shown no tools answers once, and is asked by the run's own worker. One with a role, or with
 * rules or limits of its own, is a worker of its own: there they hold.
 */
export function answersOnce({ tools, agent, policy, approvals, limits }: Partial<AgentWork>): boolean {
  const isPlain = agent === undefined && policy === undefined && approvals === undefined;
  return tools?.length === 0 && isPlain && limits === undefined;
}

/** Whether it takes a model, here or of a worker that is made for it. */
export function asksModel(work: WorkflowNode | MapWork): boolean {
  switch (work.kind) {
    case "stage":
    case "subagent":
    case "workflow":
      return true;
    case "verify":
      return work.review !== undefined;
    case "reduce":
      return work.stage !== undefined;
    default:
      return false;
  }
}

/** Whether a worker is made for it. */
export function makesChild(work: WorkflowNode | MapWork): boolean {
  switch (work.kind) {
    case "subagent":
    case "workflow":
      return true;
    case "stage":
      return !answersOnce(work);
    case "verify":
      return work.review !== undefined && !answersOnce(work.review);
    case "reduce":
      return work.stage !== undefined && !answersOnce(work.stage);
    default:
      return false;
  }
}

/** Whether it works in the files that the run shares: such work goes one after the other. */
export function needsFiles(graph: WorkflowGraph, visit: Visit): boolean {
  const work = workOf(graph, visit);
  switch (work.kind) {
    case "command":
    case "workflow":
      return true;
    case "stage":
      return !answersOnce(work);
    case "subagent":
      return work.workspace === "shared";
    case "verify":
      return work.command !== undefined || (work.review !== undefined && !answersOnce(work.review));
    case "reduce":
      return work.stage !== undefined && !answersOnce(work.stage);
    case "condition":
    case "fork":
    case "join":
    case "map":
    case "escalation":
    case "approval":
    case "wait":
      return false;
  }
}
