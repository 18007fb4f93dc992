import type { JoinPolicy } from "../join-policy.ts";
import { awaited, type GraphIndex, type PlacedEdge } from "./graph-index.ts";
import { type GraphProblem, graphError, graphWarning, ofNode, type Path } from "./graph-problem.ts";
import { type Conditions, conditionsOf } from "./join-conditions.ts";

/** Joins that make no sense, and those that can never be satisfied. */
export function joinProblems(index: GraphIndex): readonly GraphProblem[] {
  const joins = index.ids.flatMap((id) => {
    const join = index.node(id)?.join;
    return join === undefined ? [] : [{ id, join }];
  });
  if (joins.length === 0) return [];
  const conditions = conditionsOf(index);
  return joins.flatMap(({ id, join }) => ofNode(id, problemsOf(index, conditions, id, join)));
}

function problemsOf(
  index: GraphIndex,
  conditions: Conditions,
  id: string,
  join: JoinPolicy,
): readonly GraphProblem[] {
  const place = ["nodes", id, "join"];
  const edges = awaited(index, id);
  const form = formProblems(place, join, edges.length);
  if (form.length > 0) return form;
  if (edges.length < 2) {
    return [
      graphWarning(place, `joins ${edges.length === 1 ? "one edge" : "no edge"}; nothing is waited for`),
    ];
  }
  return unsatisfiable(place, join, edges, conditions);
}

function formProblems(
  place: Path,
  { strategy, atLeast }: JoinPolicy,
  edges: number,
): readonly GraphProblem[] {
  if (strategy !== "quorum") {
    return atLeast === undefined
      ? []
      : [graphError([...place, "atLeast"], `says nothing for \`${strategy}\``)];
  }
  if (atLeast === undefined)
    return [graphError(place, "a quorum needs `atLeast`: how many edges it waits for")];
  if (atLeast <= edges) return [];
  const message = `can never be satisfied: it waits for ${atLeast} edges, and ${edges} lead here`;
  return [graphError([...place, "atLeast"], message)];
}

function unsatisfiable(
  place: Path,
  { strategy, atLeast }: JoinPolicy,
  edges: readonly PlacedEdge[],
  { exclusion }: Conditions,
): readonly GraphProblem[] {
  if (strategy === "any") return [];
  const needed = strategy === "all" ? edges.length : (atLeast ?? 1);
  const found = exclusion(edges, needed);
  if (found === undefined) return [];
  const { choice, possible, examples } = found;
  const sides = examples.map(({ from, branch }) => `"${from}" needs ${branch} of "${choice}"`).join(", ");
  const message = `can never be satisfied: of the ${needed} edges it waits for, ${possible} at most can be taken in one run (${sides})`;
  return [graphError(place, message)];
}
