import { addAll, addBit, type Bits, hasBit, keepCommon, noBits } from "../bits.ts";
import { type Branch, OUTCOMES } from "../branch.ts";
import { componentsOf } from "../components.ts";
import { branchOf, isForward } from "../edge.ts";
import { awaited, type GraphIndex, type PlacedEdge, successors } from "./graph-index.ts";

/** What must have happened before an edge is taken: outcomes of nodes, one at most of each node. */
export interface Conditions {
  /** Why fewer than `needed` of these edges can be taken in one pass; nothing when nobody can say. */
  readonly exclusion: (edges: readonly PlacedEdge[], needed: number) => Exclusion | undefined;
}

export interface Exclusion {
  /** The node whose outcomes exclude each other. */
  readonly choice: string;
  /** How many of the edges can be taken at most. */
  readonly possible: number;
  /** One edge for each of two outcomes. */
  readonly examples: readonly { readonly from: string; readonly branch: Branch }[];
}

/**
 * Computed along the forward edges. A node needs what all its incoming edges need in common, and with a join
 * on `all`, what any of them needs. Where a loop comes in, nothing is claimed: what is found is certain.
 */
export function conditionsOf(index: GraphIndex): Conditions {
  const choices = choicesOf(index);
  const ofNodes = nodeConditions(index, choices);
  const ofEdge = ({ edge }: PlacedEdge) => edgeConditions(choices, ofNodes, edge);
  return { exclusion: (edges, needed) => findExclusion(choices, edges, edges.map(ofEdge), needed) };
}

/** A number for each outcome of each node that some forward edge is on. */
interface Choices {
  readonly size: number;
  readonly bit: (node: string, branch: Branch) => number | undefined;
  /** The outcomes of one node, for nodes with more than one. */
  readonly groups: readonly {
    readonly node: string;
    readonly bits: readonly { bit: number; branch: Branch }[];
  }[];
}

function choicesOf({ ids, out }: GraphIndex): Choices {
  const numbers = new Map<string, number>();
  const groups = ids.flatMap((node) => {
    const branches = new Set(out(node).flatMap(({ edge }) => (isForward(edge) ? [branchOf(edge)] : [])));
    const bits = OUTCOMES.filter((outcome) => branches.has(outcome)).map((branch) => {
      numbers.set(`${node}:${branch}`, numbers.size);
      return { bit: numbers.size - 1, branch };
    });
    return bits.length > 1 ? [{ node, bits }] : [];
  });
  return { size: numbers.size, bit: (node, branch) => numbers.get(`${node}:${branch}`), groups };
}

function nodeConditions(index: GraphIndex, choices: Choices): ReadonlyMap<string, Bits> {
  const found = new Map<string, Bits>();
  for (const members of componentsOf(successors(index, isForward)).toReversed()) {
    for (const id of members.map((number) => index.ids[number] ?? "")) {
      const isLoop = members.length > 1;
      found.set(id, isLoop ? noBits(choices.size) : conditionsBefore(index, choices, found, id));
    }
  }
  return found;
}

function conditionsBefore(
  index: GraphIndex,
  choices: Choices,
  found: ReadonlyMap<string, Bits>,
  id: string,
): Bits {
  const edges = awaited(index, id);
  const [first, ...others] = edges.map(({ edge }) => edgeConditions(choices, found, edge));
  const isStart = index.graph.start.includes(id) || edges.length < index.into(id).length;
  if (first === undefined || isStart) return noBits(choices.size);
  const bits = first.slice();
  const combine = index.node(id)?.join?.strategy === "all" ? addAll : keepCommon;
  for (const other of others) combine(bits, other);
  return bits;
}

function edgeConditions(choices: Choices, found: ReadonlyMap<string, Bits>, edge: PlacedEdge["edge"]): Bits {
  const branch = branchOf(edge);
  const mayBeSkipped = branch === "always" || branch === "skipped";
  const before = mayBeSkipped ? undefined : found.get(edge.from);
  const bits = before?.slice() ?? noBits(choices.size);
  const own = choices.bit(edge.from, branch);
  if (own !== undefined) addBit(bits, own);
  return bits;
}

function findExclusion(
  { groups, size }: Choices,
  edges: readonly PlacedEdge[],
  conditions: readonly Bits[],
  needed: number,
): Exclusion | undefined {
  const any = noBits(size);
  for (const one of conditions) addAll(any, one);
  for (const { node, bits } of groups) {
    if (!bits.some(({ bit }) => hasBit(any, bit))) continue;
    const sides = bits.map(({ bit, branch }) => ({
      branch,
      taken: conditions.flatMap((one, at) => (hasBit(one, bit) ? [at] : [])),
    }));
    const counts = sides.map(({ taken }) => taken.length);
    const bound = counts.reduce((sum, count) => sum + count, 0);
    const possible = edges.length - bound + Math.max(...counts);
    if (possible >= needed) continue;
    const examples = sides.flatMap(({ branch, taken: [at] }) =>
      at === undefined ? [] : [{ from: edges[at]?.edge.from ?? "", branch }],
    );
    return { choice: node, possible, examples };
  }
  return undefined;
}
