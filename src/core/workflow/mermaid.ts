import { branchOf, type Edge } from "./edge.ts";
import type { WorkflowGraph } from "./graph.ts";
import type { WorkflowNode } from "./node.ts";
import type { NodeKind } from "./node-kind.ts";
import { nodeSummary } from "./node-summary.ts";

/** Around the text of a node, by kind: boxes do something, diamonds decide, hexagons wait for persons. */
const SHAPES: Readonly<Record<NodeKind, readonly [string, string]>> = {
  stage: ["[", "]"],
  command: ["[", "]"],
  subagent: ["[[", "]]"],
  workflow: ["[[", "]]"],
  map: ["[[", "]]"],
  reduce: ["[/", "\\]"],
  verify: ["{{", "}}"],
  condition: ["{", "}"],
  fork: ["((", "))"],
  join: ["((", "))"],
  approval: ["{{", "}}"],
  escalation: ["{{", "}}"],
  wait: ["([", "])"],
};

const LONGEST = 60;

/** The workflow as a Mermaid flowchart. Whatever its texts say, it is one chart: they are quoted and escaped. */
export function mermaid({ nodes, edges, start }: WorkflowGraph): readonly string[] {
  const names = new Map(Object.keys(nodes).map((id, number) => [id, `n${number}`]));
  const name = (id: string) => names.get(id) ?? "none";
  return [
    "flowchart TD",
    "  begin((start))",
    ...Object.entries(nodes).map(([id, node]) => `  ${name(id)}${shape(id, node)}`),
    ...start.map((id) => `  begin --> ${name(id)}`),
    ...edges.map((edge) => `  ${name(edge.from)} ${arrow(edge)} ${name(edge.to)}`),
  ];
}

function shape(id: string, node: WorkflowNode): string {
  const [open, close] = SHAPES[node.kind];
  const summary = nodeSummary(node);
  const says = summary === "" ? "" : `<br/>${escaped(summary)}`;
  return `${open}"${escaped(node.title ?? id)}<br/>${node.kind}${says}"${close}`;
}

function arrow(edge: Edge): string {
  const branch = branchOf(edge);
  const words = [
    ...(edge.label === undefined ? [] : [edge.label]),
    ...(branch === "success" ? [] : [branch]),
    ...(edge.maxVisits === undefined ? [] : [`${edge.maxVisits} times at most`]),
  ];
  const line = edge.maxVisits === undefined ? "-->" : "-.->";
  return words.length === 0 ? line : `${line}|"${escaped(words.join(", "))}"|`;
}

/** Mermaid reads entities in quoted text; a letter at a time, so that nothing in it is markup. */
function escaped(text: string): string {
  const line = text.replace(/\s+/g, " ");
  const cut = [...line].length > LONGEST ? `${[...line].slice(0, LONGEST - 1).join("")}…` : line;
  return cut.replace(/[^\p{L}\p{N} .,:;_/=+*?!'…-]/gu, (letter) => `#${letter.codePointAt(0)};`);
}
