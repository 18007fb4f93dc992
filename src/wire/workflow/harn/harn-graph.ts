import type { Edge } from "../../../core/workflow/edge.ts";
import type { WorkflowGraph } from "../../../core/workflow/graph.ts";
import type { Path } from "../../../core/workflow/validate/graph-problem.ts";
import { checkDocument, type Problem, type YamlDocument } from "../../yaml-document.ts";
import { given } from "../given.ts";
import type { WorkflowPlace, WorkflowReading } from "../workflow-text.ts";
import { backEdges, branchOfHarn, edgeFrom, HARN_VISITS } from "./harn-edges.ts";
import { type Authority, authorityAt } from "./harn-graph-authority.ts";
import { type HarnGraph, harnGraph } from "./harn-graph-shape.ts";
import { nodeFromHarn } from "./harn-node.ts";
import { inertIn, refusedIn } from "./harn-node-notes.ts";
import { transcriptOf } from "./harn-transcripts.ts";
import { fromLegacy } from "./legacy-graph.ts";

/**
 * A workflow graph of Harn, for files that say so. Each field is honoured, or refused by name with the reason,
 * or has no effect in Harn either, which is a note. Its input is `task`.
 */
export function readHarnGraph(file: YamlDocument, place: WorkflowPlace): WorkflowReading {
  const legacy = fromLegacy(file.value);
  const document: YamlDocument = {
    value: legacy.value,
    problemAt: (path, message, offset) => file.problemAt(legacy.original(path), message, offset),
  };
  const checked = checkDocument(document, harnGraph);
  if (!checked.ok) return checked;
  const graph = checked.value;
  const entry = graph.entry ?? Object.keys(graph.nodes).toSorted()[0] ?? "act";
  const back = backEdges(graph, entry);
  const edges = edgesOf(document, graph, back);
  const nodes = nodesOf(document, graph, back);
  const own = authorityAt(document, graph, []);
  const problems = [...edges.problems, ...nodes.problems, ...own.problems];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    value: {
      graph: assembled(place, graph, entry, nodes.nodes, edges.edges, own),
      notes: [...own.notes, ...nodes.notes, ...edges.notes],
      placed: ({ path, message }) => document.problemAt(path, message),
    },
  };
}

function assembled(
  { path }: WorkflowPlace,
  graph: HarnGraph,
  entry: string,
  nodes: WorkflowGraph["nodes"],
  edges: readonly Edge[],
  { beside }: Authority,
): WorkflowGraph {
  return {
    version: 1,
    name: graph.name ?? graph.id ?? path.slice(path.lastIndexOf("/") + 1),
    inputs: { task: { schema: { type: "string" }, description: "What Harn calls the task of a run" } },
    outputs: {},
    start: [entry],
    nodes,
    edges,
    ...beside,
    maxSteps: Math.max(1, 4 * Object.keys(nodes).length),
    ...given({ metadata: graph.metadata ?? undefined }),
  };
}

function edgesOf(document: YamlDocument, { nodes, edges }: HarnGraph, back: ReadonlySet<number>) {
  const problems: Problem[] = [];
  const made = edges.flatMap((edge, at) => {
    const branch = branchOfHarn(edge, Object.hasOwn(nodes, edge.from) ? nodes[edge.from] : undefined);
    if (branch.ok) return [edgeFrom(edge, branch.on, back.has(at))];
    problems.push(document.problemAt(["edges", at, "branch"], branch.message));
    return [];
  });
  const notes = [...back].map((at) => {
    const { from, to } = edges[at] ?? { from: "", to: "" };
    return `edges[${at}]: ${from} → ${to} goes back, ${HARN_VISITS} times at most; Harn bounds a run by its steps alone`;
  });
  return { edges: made, problems, notes };
}

function nodesOf(document: YamlDocument, graph: HarnGraph, back: ReadonlySet<number>) {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const made = Object.entries(graph.nodes).map(([id, node]) => {
    const at: Path = ["nodes", id];
    const authority = authorityAt(document, node, at);
    problems.push(...authority.problems);
    notes.push(...authority.notes);
    for (const { path, message } of refusedIn(node))
      problems.push(document.problemAt([...at, ...path], message));
    for (const { path, message } of inertIn(node)) notes.push(`${[...at, ...path].join(".")}: ${message}`);
    const transcript = transcriptOf(graph, back, id);
    if (transcript === "several")
      notes.push(`${at.join(".")}: several stages come before; it begins with an empty conversation`);
    const source = transcript === undefined || transcript === "several" ? {} : { transcript };
    return [id, nodeFromHarn(node, { ...authority.beside, ...source })] as const;
  });
  return { nodes: Object.fromEntries(made), problems, notes };
}
