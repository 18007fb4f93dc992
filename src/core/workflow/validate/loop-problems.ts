import { componentsOf } from "../components.ts";
import { isForward } from "../edge.ts";
import { type GraphIndex, successors } from "./graph-index.ts";
import { type GraphProblem, graphError, ofNode } from "./graph-problem.ts";

/** Loops without a bound: each needs an edge with `maxVisits`. */
export function loopProblems(index: GraphIndex): readonly GraphProblem[] {
  const next = successors(index, isForward);
  return componentsOf(next).flatMap((members) => {
    const [only = 0] = members;
    if (members.length === 1 && next[only]?.includes(only) !== true) return [];
    return unbounded(index, cycleIn(next, new Set(members), Math.min(...members)));
  });
}

/** One way round: the shortest from `start` back to it. */
function cycleIn(
  next: readonly (readonly number[])[],
  members: ReadonlySet<number>,
  start: number,
): readonly number[] {
  const before = new Map<number, number>();
  for (const queue = [start], at = { next: 0 }; at.next < queue.length; at.next++) {
    const node = queue[at.next] ?? start;
    for (const to of next[node] ?? []) {
      if (to === start) return wayTo(before, node, start);
      if (!members.has(to) || before.has(to)) continue;
      before.set(to, node);
      queue.push(to);
    }
  }
  return [start];
}

function wayTo(before: ReadonlyMap<number, number>, end: number, start: number): readonly number[] {
  const way = [end];
  for (let at = end; at !== start; at = before.get(at) ?? start) way.unshift(before.get(at) ?? start);
  return way;
}

function unbounded({ ids, out }: GraphIndex, cycle: readonly number[]): readonly GraphProblem[] {
  const names = cycle.map((number) => ids[number] ?? "");
  const [first = ""] = names;
  const last = names.at(-1) ?? first;
  const back = out(last).find(({ edge }) => edge.to === first && isForward(edge));
  const way = [...names, first].join(" → ");
  const message = `a loop without bound: ${way}; give the edge that goes back \`maxVisits\``;
  return ofNode(last, [graphError(["edges", back?.at ?? 0], message)]);
}
