import type { GraphDiff } from "../../core/workflow/diff/diff-graphs.ts";
import { branchOf, type Edge } from "../../core/workflow/edge.ts";
import { oneLine } from "./plain-text.ts";
import type { Style } from "./style.ts";

/** What differs between two workflows, one line each, and what becomes of results. */
export function workflowDiffLines({ nodes, edges, settings, results }: GraphDiff, style: Style): string[] {
  const changes = [
    ...nodes.added.map((id) => style.good(`+ ${id}`)),
    ...nodes.removed.map((id) => style.bad(`- ${id}`)),
    ...nodes.changed.map(({ id, fields }) => `~ ${id}: ${fields.join(", ")}`),
    ...edges.added.map((edge) => style.good(`+ ${edgeText(edge)}`)),
    ...edges.removed.map((edge) => style.bad(`- ${edgeText(edge)}`)),
    ...edges.changed.map(({ before, after }) => `~ ${edgeText(before)} becomes ${edgeText(after)}`),
    ...settings.map((name) => `~ ${name}`),
  ];
  if (changes.length === 0) return ["no difference"];
  return [
    ...changes.map((line) => oneLine(line)),
    "",
    `results that stay: ${named(results.kept)}`,
    `results that stay where the same is given: ${named(results.dependent)}`,
    `done again: ${named(results.again)}`,
  ];
}

function edgeText(edge: Edge): string {
  const branch = branchOf(edge) === "success" ? "" : ` on ${branchOf(edge)}`;
  const times = edge.maxVisits === undefined ? "" : `, ${edge.maxVisits} times at most`;
  return `${edge.from} → ${edge.to}${branch}${times}`;
}

function named(ids: readonly string[]): string {
  return ids.length === 0 ? "none" : ids.join(", ");
}
