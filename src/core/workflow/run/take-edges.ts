import type { Branch, Outcome } from "../branch.ts";
import { fits, isForward } from "../edge.ts";
import type { ForwardEdges } from "./forward-edges.ts";
import type { Loops } from "./loops.ts";
import type { Shape } from "./shape.ts";
import type { Visit } from "./visit.ts";

/**
 * What follows a visit that is over. True when something does, or a bound keeps it from following. From a failure
 * that nothing follows nothing is decided either: when the run is resumed it is tried again, and then its edges are.
 */
export function takeEdges(
  shape: Shape,
  { loops, forward }: { readonly loops: Loops; readonly forward: ForwardEdges },
  visit: Visit,
  outcome: Outcome,
): boolean {
  const out = shape.out.get(visit.node) ?? [];
  const fitting = fittingOf(shape, out, outcome);
  const spent = fitting.back.filter((index) => loops.isSpent(index));
  const instead = spent.length === 0 ? NONE : fittingOf(shape, out, "exhausted");
  const isStopped = spent.length > 0 && instead.back.length + instead.forward.length === 0;
  if (isStopped) loops.exhaust(spent, visit);
  const back = [...fitting.back.filter((index) => !spent.includes(index)), ...instead.back];
  const regions = back.map((index) => loops.take(index, visit));
  const isUndecided = regions.some((region) => region.has(visit.node));
  const mayComeBack = isStopped && spent.some((index) => loops.leadsBefore(index, visit.node));
  const taken = [...fitting.forward, ...instead.forward];
  const follows = back.length + taken.length + spent.length > 0;
  if (!follows && outcome === "failure") return false;
  if (!isUndecided && !mayComeBack) forward.decideAll(out, taken, visit.id);
  return follows;
}

interface Fitting {
  /** Bounded ones. */
  readonly back: readonly number[];
  readonly forward: readonly number[];
}

const NONE: Fitting = { back: [], forward: [] };

function fittingOf({ graph }: Shape, out: readonly number[], outcome: Branch): Fitting {
  const back: number[] = [];
  const forward: number[] = [];
  for (const index of out) {
    const edge = graph.edges[index];
    if (edge === undefined || !fits(edge, outcome)) continue;
    (isForward(edge) ? forward : back).push(index);
  }
  return { back, forward };
}
