import type { Edge } from "../edge.ts";
import type { WorkflowGraph } from "../graph.ts";
import type { WorkflowNode } from "../node.ts";
import { precedenceOf } from "../precedence.ts";
import { indexOf, successors } from "../validate/graph-index.ts";
import type { ChangedNode } from "./changed-fields.ts";

/**
 * What becomes of the results of a run before an edit. A result is kept by how its node is defined, what it was
 * given, and the files it found; so only a changed definition makes it useless for certain.
 */
export interface ResultsAfter {
  /** Nothing of it, and nothing before it, was changed: its results are taken over. */
  readonly kept: readonly string[];
  /** Something before it was changed: taken over where it is given the same all the same. */
  readonly dependent: readonly string[];
  /** It does something else now, or is new: it is done again. */
  readonly again: readonly string[];
}

interface Changes {
  readonly nodes: { readonly added: readonly string[]; readonly changed: readonly ChangedNode[] };
  readonly edges: {
    readonly added: readonly Edge[];
    readonly removed: readonly Edge[];
    readonly changed: readonly { readonly after: Edge }[];
  };
  readonly settings: readonly string[];
}

/** Say when a node begins and what it is called, and are no part of what it does. */
const BESIDE: readonly string[] = ["title", "metadata", "join", "when"];
/** Say nothing to a run. */
const WORDS: readonly string[] = ["title", "metadata"];
/** Settings that agents take over. */
const FOR_AGENTS: readonly string[] = ["model", "policy", "approvals"];
const AGENTS: readonly WorkflowNode["kind"][] = ["stage", "subagent", "verify", "map", "reduce"];

export function resultsAfter(before: WorkflowGraph, after: WorkflowGraph, changes: Changes): ResultsAfter {
  const again = new Set([
    ...changes.nodes.added,
    ...changes.nodes.changed
      .filter(({ fields }) => fields.some((one) => !BESIDE.includes(one)))
      .map(({ id }) => id),
    ...callsChanged(before, after, changes.settings),
  ]);
  const touched = touchedBy(after, changes, again);
  const behind = behindAny(after, touched);
  const left = Object.keys(after.nodes).filter((id) => !again.has(id));
  return {
    kept: left.filter((id) => !behind.has(id)),
    dependent: left.filter((id) => behind.has(id)),
    again: Object.keys(after.nodes).filter((id) => again.has(id)),
  };
}

/** Nodes that call a workflow which was changed. */
function callsChanged(
  before: WorkflowGraph,
  { nodes }: WorkflowGraph,
  settings: readonly string[],
): readonly string[] {
  return Object.entries(nodes).flatMap(([id, node]) => {
    const work = node.kind === "map" ? node.do : node;
    const isChanged = work.kind === "workflow" && settings.includes(`workflows.${work.workflow}`);
    return isChanged && Object.hasOwn(before.nodes, id) ? [id] : [];
  });
}

function touchedBy(
  { nodes }: WorkflowGraph,
  { nodes: { changed }, edges, settings }: Changes,
  again: ReadonlySet<string>,
) {
  const moved = [...edges.added, ...edges.removed, ...edges.changed.map((one) => one.after)].map(
    ({ to }) => to,
  );
  const begun = changed
    .filter(({ fields }) => fields.some((one) => !WORDS.includes(one)))
    .map(({ id }) => id);
  const agents = settings.some((one) => FOR_AGENTS.includes(one))
    ? Object.entries(nodes).flatMap(([id, { kind }]) => (AGENTS.includes(kind) ? [id] : []))
    : [];
  const inputs = settings.some((one) => one.startsWith("inputs.") || one === "start")
    ? Object.keys(nodes)
    : [];
  return new Set(
    [...again, ...moved, ...begun, ...agents, ...inputs].filter((id) => Object.hasOwn(nodes, id)),
  );
}

/** The touched nodes themselves and all that may come after one of them. */
function behindAny(graph: WorkflowGraph, touched: ReadonlySet<string>): ReadonlySet<string> {
  const index = indexOf(graph);
  const mayPrecede = precedenceOf(successors(index));
  const numbers = [...touched].map((id) => index.numbers.get(id) ?? -1);
  return new Set(
    index.ids.filter((id, number) => touched.has(id) || numbers.some((one) => mayPrecede(one, number))),
  );
}
