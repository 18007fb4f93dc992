import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";

/** A graph of these parts, with nothing else said. */
export function graphOf(graph: Partial<WorkflowGraph> & Pick<WorkflowGraph, "nodes">): WorkflowGraph {
  const [first] = Object.keys(graph.nodes);
  return {
    version: 1,
    name: "g",
    inputs: {},
    outputs: {},
    start: first === undefined ? [] : [first],
    edges: [],
    ...graph,
  };
}

/** An agent that answers once. */
export function answering(prompt: string, model?: string) {
  return { kind: "stage", prompt, tools: [], ...(model === undefined ? {} : { model }) } as const;
}
