import { nearest } from "../../nearest-name.ts";
import { type Branch, branchesOf } from "../branch.ts";
import { branchOf, type Edge } from "../edge.ts";
import { awaited, type GraphIndex } from "./graph-index.ts";
import { type GraphProblem, graphError, ofNode, type Path } from "./graph-problem.ts";

/** Edges and starts that lead from or to nothing, are there twice, or can never be taken. */
export function edgeProblems(index: GraphIndex): readonly GraphProblem[] {
  const { start, edges } = index.graph;
  return [
    ...start.flatMap((id, at) => unknownNode(index, ["start", at], id)),
    ...repeatedStarts(start),
    ...edges.flatMap((edge, at) => [
      ...unknownNode(index, ["edges", at, "from"], edge.from),
      ...unknownNode(index, ["edges", at, "to"], edge.to),
    ]),
    ...repeatedEdges(edges),
    ...edges.flatMap((edge, at) => ofNode(edge.from, impossible(index, edge, at))),
  ];
}

/** `no node "bild"; did you mean "build"?`, or nothing. */
export function unknownNode({ node, ids }: GraphIndex, path: Path, id: string): readonly GraphProblem[] {
  if (node(id) !== undefined) return [];
  const near = nearest(id, ids);
  const known = near === undefined ? "" : `; did you mean "${near}"?`;
  return [graphError(path, `there is no node "${id}"${known}`)];
}

function repeatedStarts(start: readonly string[]): readonly GraphProblem[] {
  return start.flatMap((id, at) =>
    start.indexOf(id) < at ? [graphError(["start", at], `"${id}" begins the run already`)] : [],
  );
}

function repeatedEdges(edges: readonly Edge[]): readonly GraphProblem[] {
  const first = new Map<string, number>();
  return edges.flatMap((edge, at) => {
    const key = JSON.stringify([edge.from, edge.to, branchOf(edge)]);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, at);
      return [];
    }
    const what = `from "${edge.from}" to "${edge.to}" on ${branchOf(edge)}`;
    return ofNode(edge.from, [
      graphError(["edges", at], `an edge ${what} is there already: edges[${before}]`),
    ]);
  });
}

function impossible(index: GraphIndex, edge: Edge, at: number): readonly GraphProblem[] {
  const source = index.node(edge.from);
  if (source === undefined) return [];
  const on = branchOf(edge);
  const place = ["edges", at, "on"];
  const possible = branchesOf(source.kind);
  if (!possible.includes(on)) {
    const message = `a ${source.kind} never ends in ${on}; say \`on\`: one of ${possible.join(", ")}`;
    return [graphError(place, message)];
  }
  const why = neverTaken(index, edge.from, on);
  return why === undefined ? [] : [graphError(place, `is never taken: ${why}`)];
}

function neverTaken(index: GraphIndex, from: string, on: Branch): string | undefined {
  if (on === "skipped" && !maySkip(index, from)) {
    return `"${from}" is never skipped, as it has neither \`when\` nor a join that says so`;
  }
  if (on === "exhausted" && index.out(from).every(({ edge }) => edge.maxVisits === undefined)) {
    return `"${from}" has no edge with \`maxVisits\``;
  }
  return undefined;
}

/** By its own condition, or because what it waits for went another way. */
function maySkip(index: GraphIndex, id: string): boolean {
  const { when, join = { strategy: "any" } } = index.node(id) ?? {};
  if (when !== undefined) return true;
  const { strategy, unsatisfied = strategy === "any" ? "skipped" : "failure" } = join;
  return unsatisfied === "skipped" && awaited(index, id).some(({ edge }) => branchOf(edge) !== "always");
}
