import { branchOf } from "../../core/workflow/edge.ts";
import type { WorkflowGraph } from "../../core/workflow/graph.ts";
import { nodeSummary } from "../../core/workflow/node-summary.ts";
import { type OutlineLine, outline } from "../../core/workflow/outline.ts";
import { oneLine } from "./plain-text.ts";
import { counted } from "./quantities.ts";
import type { Style } from "./style.ts";

/** A workflow for people: what it takes, its tree, and the workflows it calls below. */
export function workflowLines(graph: WorkflowGraph, style: Style): string[] {
  const { name, description, inputs, workflows = {} } = graph;
  const takes = Object.entries(inputs).map(([input, { default: value }]) =>
    value === undefined ? input : `${input}?`,
  );
  const about = [
    `${style.bold(oneLine(name))}  ${counted(Object.keys(graph.nodes).length, "node")}`,
    ...(description === undefined ? [] : [`  ${oneLine(description, 200)}`]),
    ...(takes.length === 0 ? [] : [`  inputs: ${takes.join(", ")}`]),
  ];
  const called = Object.values(workflows).flatMap((one) => ["", ...workflowLines(one, style)]);
  return [...about, ...outline(graph).map((line) => treeLine(line, style)), ...called];
}

function treeLine({ depth, id, node, edge, isShownAbove }: OutlineLine, style: Style): string {
  const indent = "  ".repeat(depth + 1);
  const branch = edge === undefined || branchOf(edge) === "success" ? "" : `${branchOf(edge)} → `;
  const again = edge?.maxVisits === undefined ? "" : ` (${edge.maxVisits} times at most)`;
  if (isShownAbove) return `${indent}${branch}↑ ${id}${again}`;
  const join = node.join === undefined || node.kind === "join" ? "" : `, after ${waited(node.join)}`;
  return `${indent}${branch}${style.bold(id)}  ${node.kind}${join}  ${style.dim(oneLine(nodeSummary(node), 100))}${again}`;
}

function waited({ strategy, atLeast }: NonNullable<OutlineLine["node"]["join"]>): string {
  return strategy === "quorum" ? `${atLeast} of its edges` : `${strategy} of its edges`;
}
