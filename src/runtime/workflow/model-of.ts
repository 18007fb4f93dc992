import type { WorkerRequest } from "../../core/worker/request.ts";
import type { AgentWork } from "../../core/workflow/agent-work.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";

/** The model that an agent of a workflow asks: its own, else the graph's, else the worker's. */
export function modelOf({ model }: AgentWork, graph: WorkflowGraph, request: WorkerRequest): string {
  return model ?? graph.model ?? request.model;
}
