import { fits, isForward } from "../edge.ts";
import type { EdgeStates, Readiness } from "./edge-states.ts";
import type { Shape } from "./shape.ts";
import type { Visits } from "./visits.ts";

/** Which nodes begin, are skipped or fail because edges into them were taken or closed. J1 to J3 of the graph. */
export class ForwardEdges {
  readonly #shape: Shape;
  readonly #edges: EdgeStates;
  readonly #visits: Visits;
  /** Nodes that can never begin in this pass, because nothing leads to them. */
  readonly skipped = new Set<string>();
  /** Could not begin in this pass, but a loop may come back to them: given up once nothing is under way. */
  readonly #inLoops = new Set<string>();

  constructor(shape: Shape, edges: EdgeStates, visits: Visits) {
    this.#shape = shape;
    this.#edges = edges;
    this.#visits = visits;
  }

  begin(node: string, from: readonly string[], missing?: readonly string[]): void {
    this.#edges.markBegun(node);
    this.skipped.delete(node);
    this.#visits.next(node, from, missing);
  }

  /** Those out of a node: some are taken by a visit of it, all others closed. */
  decideAll(out: readonly number[], taken: readonly number[], by: string): void {
    const dead: string[] = [];
    for (const index of out) this.#decide(index, taken.includes(index) ? "taken" : "closed", by, dead);
    this.#bury(dead);
  }

  /** Nothing is under way: what is undecided stays so, and no loop comes back to what was closed. */
  closeUndecided(mayGoOn: () => boolean): void {
    while (this.#visits.isIdle && mayGoOn()) {
      const node = this.#nextUndecided();
      if (node === undefined) return;
      this.#edges.closeOpen(node);
      const dead: string[] = [];
      const next = this.#edges.readiness(node);
      if (next.state === "begins") this.begin(node, next.from);
      else if (next.state === "unsatisfied") this.#giveUp(node, next, dead);
      this.#bury(dead);
    }
  }

  #decide(index: number, how: "taken" | "closed", by: string, dead: string[]): void {
    const edge = this.#shape.graph.edges[index];
    if (edge === undefined || !isForward(edge)) return;
    this.#edges.decide(index, how, by);
    const next = this.#edges.readiness(edge.to);
    if (next.state === "begins") this.begin(edge.to, next.from);
    else if (next.state !== "unsatisfied") return;
    else if (this.#shape.looped.has(edge.to)) this.#inLoops.add(edge.to);
    else this.#giveUp(edge.to, next, dead);
  }

  #giveUp(node: string, { how, missing }: Readiness & { state: "unsatisfied" }, dead: string[]): void {
    if (how === "failure") this.begin(node, [], missing);
    else {
      this.#edges.markBegun(node);
      dead.push(node);
    }
  }

  /** J3: what can never begin is skipped, and so is what follows from it alone. No record says so. */
  #bury(dead: string[]): void {
    for (const node of dead) {
      this.skipped.add(node);
      for (const index of this.#shape.out.get(node) ?? []) {
        const edge = this.#shape.graph.edges[index];
        if (edge === undefined) continue;
        this.#decide(index, fits(edge, "skipped") ? "taken" : "closed", node, dead);
      }
    }
  }

  #nextUndecided(): string | undefined {
    for (const node of this.#inLoops) {
      this.#inLoops.delete(node);
      if (this.#edges.readiness(node).state === "unsatisfied") return node;
    }
    const [node] = this.#edges.waiting;
    return node;
  }
}
