import { branchOf, type Edge } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import { type ChangedNode, changedFields } from "./changed-fields.ts";
import { type ResultsAfter, resultsAfter } from "./results-after.ts";

/** What another edition of a workflow has that the first has not, and the other way round. */
export interface GraphDiff {
  readonly nodes: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly ChangedNode[];
  };
  readonly edges: {
    readonly added: readonly Edge[];
    readonly removed: readonly Edge[];
    readonly changed: readonly { readonly before: Edge; readonly after: Edge }[];
  };
  /** Of the workflow itself: `inputs.issue`, `budgets`, `workflows.ship`. */
  readonly settings: readonly string[];
  /** What becomes of the results of a run of the first when the second goes on from it. */
  readonly results: ResultsAfter;
}

/** Compares what two workflows say; the order in which they say it is none of their difference. */
export function diffGraphs(before: WorkflowGraph, after: WorkflowGraph): GraphDiff {
  const nodes = nodeChanges(before, after);
  const edges = edgeChanges(before.edges, after.edges);
  const settings = settingChanges(before, after);
  return { nodes, edges, settings, results: resultsAfter(before, after, { nodes, edges, settings }) };
}

function nodeChanges(before: WorkflowGraph, after: WorkflowGraph): GraphDiff["nodes"] {
  const [old, young] = [new Map(Object.entries(before.nodes)), new Map(Object.entries(after.nodes))];
  return {
    added: [...young.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !young.has(id)),
    changed: [...young].flatMap(([id, node]) => {
      const other = old.get(id);
      const fields = other === undefined ? [] : changedFields(other, node);
      return fields.length === 0 ? [] : [{ id, fields }];
    }),
  };
}

/** The same edge joins the same nodes on the same branch. */
function edgeChanges(before: readonly Edge[], after: readonly Edge[]): GraphDiff["edges"] {
  const key = (edge: Edge) => JSON.stringify([edge.from, edge.to, branchOf(edge)]);
  const [old, young] = [
    new Map(before.map((edge) => [key(edge), edge])),
    new Map(after.map((edge) => [key(edge), edge])),
  ];
  return {
    added: after.filter((edge) => !old.has(key(edge))),
    removed: before.filter((edge) => !young.has(key(edge))),
    changed: after.flatMap((edge) => {
      const other = old.get(key(edge));
      const same = other === undefined || (other.maxVisits === edge.maxVisits && other.label === edge.label);
      return same ? [] : [{ before: other, after: edge }];
    }),
  };
}

const NAMED = ["inputs", "outputs", "workflows"] as const;

function settingChanges(before: WorkflowGraph, after: WorkflowGraph): readonly string[] {
  const { nodes: _, edges: __, inputs: _i, outputs: _o, workflows: _w, ...old } = before;
  const { nodes: _n, edges: _e, inputs: _j, outputs: _p, workflows: _x, ...young } = after;
  const within = NAMED.flatMap((field) =>
    changedFields(before[field] ?? {}, after[field] ?? {}).map((name) => `${field}.${name}`),
  );
  return [...changedFields(old, young), ...within];
}
