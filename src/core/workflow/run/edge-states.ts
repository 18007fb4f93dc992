import { isForward } from "../edge.ts";
import type { JoinPolicy } from "../join-policy.ts";
import { behind, type Shape } from "./shape.ts";

/** What of a node's incoming forward edges is decided in this pass. */
export type Readiness =
  | { readonly state: "waits" }
  | { readonly state: "begins"; readonly from: readonly string[] }
  /** It never can, in this pass. */
  | {
      readonly state: "unsatisfied";
      readonly how: "failure" | "skipped";
      readonly missing: readonly string[];
    };

interface NodeState {
  /** In this pass; whatever comes later begins nothing. */
  begun: boolean;
  taken: string[];
  closed: number;
}

/** Which edges were taken and which closed, and what that means for the nodes behind them. */
export class EdgeStates {
  readonly #shape: Shape;
  readonly #nodes = new Map<string, NodeState>();
  readonly #decided = new Map<number, "taken" | "closed">();
  readonly #takenBy = new Map<number, string>();
  readonly #uses = new Map<number, number>();
  /** Something arrived at them, and not enough. */
  readonly #waiting = new Set<string>();
  /** Edges looked at, in all: what scheduling costs. */
  looked = 0;

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  get waiting(): ReadonlySet<string> {
    return this.#waiting;
  }

  markBegun(node: string): void {
    this.#state(node).begun = true;
    this.#waiting.delete(node);
  }

  decide(index: number, how: "taken" | "closed", by: string): void {
    const edge = this.#shape.graph.edges[index];
    if (edge === undefined || this.#decided.has(index)) return;
    this.looked += 1;
    this.#decided.set(index, how);
    const state = this.#state(edge.to);
    if (how === "closed") state.closed += 1;
    else {
      state.taken.push(by);
      this.#takenBy.set(index, by);
      if (!state.begun) this.#waiting.add(edge.to);
    }
  }

  readiness(node: string): Readiness {
    const { begun, taken, closed } = this.#state(node);
    if (begun) return WAITS;
    const incoming = this.#shape.into.get(node) ?? [];
    const policy = this.#shape.graph.nodes[node]?.join ?? ANY;
    const needed = neededBy(policy, incoming.length);
    if (taken.length >= needed) return { state: "begins", from: [...taken] };
    if (incoming.length - closed >= needed) return WAITS;
    const how = policy.unsatisfied ?? (policy.strategy === "any" ? "skipped" : "failure");
    return { state: "unsatisfied", how, missing: this.#missing(incoming) };
  }

  /** Edges into it that nothing can decide any more: nothing is under way. */
  closeOpen(node: string): void {
    for (const index of this.#shape.into.get(node) ?? []) this.decide(index, "closed", "");
  }

  /** How often a bounded edge was taken since its allowance began. */
  uses(index: number): number {
    return this.#uses.get(index) ?? 0;
  }

  use(index: number): void {
    this.#uses.set(index, this.uses(index) + 1);
  }

  /** Its bound counts anew. */
  allowAgain(index: number): void {
    this.#uses.delete(index);
  }

  /** E3: what lies behind the node is undecided again. Answers which nodes that is. */
  reset(node: string): ReadonlySet<string> {
    const region = behind(this.#shape, node);
    for (const one of region) {
      if (one !== node) this.#state(one).begun = false;
      for (const index of this.#shape.out.get(one) ?? []) this.#undecide(index);
    }
    return region;
  }

  #undecide(index: number): void {
    const edge = this.#shape.graph.edges[index];
    const how = this.#decided.get(index);
    this.looked += 1;
    if (edge === undefined || how === undefined || !isForward(edge)) return;
    this.#decided.delete(index);
    const state = this.#state(edge.to);
    if (how === "closed") state.closed -= 1;
    else {
      const by = this.#takenBy.get(index);
      const place = by === undefined ? -1 : state.taken.indexOf(by);
      if (place >= 0) state.taken.splice(place, 1);
    }
    if (state.taken.length === 0) this.#waiting.delete(edge.to);
  }

  #missing(incoming: readonly number[]): readonly string[] {
    const lacking = incoming.filter((index) => this.#decided.get(index) === "closed");
    return lacking.flatMap((index) => this.#shape.graph.edges[index]?.from ?? []);
  }

  #state(node: string): NodeState {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const made = { begun: false, taken: [], closed: 0 };
    this.#nodes.set(node, made);
    return made;
  }
}

const WAITS: Readiness = { state: "waits" };
const ANY: JoinPolicy = { strategy: "any" };

function neededBy({ strategy, atLeast = 1 }: JoinPolicy, incoming: number): number {
  switch (strategy) {
    case "all":
      return Math.max(1, incoming);
    case "any":
      return 1;
    case "quorum":
      return atLeast;
  }
}
