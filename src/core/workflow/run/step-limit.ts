import type { WorkflowGraph } from "../graph.ts";

/** How many visits of nodes a run may have, all loops included. */
export class StepLimit {
  readonly #most: number;
  #allowed: number;

  constructor({ maxSteps, nodes }: WorkflowGraph) {
    this.#most = maxSteps ?? Math.max(16, 4 * Object.keys(nodes).length);
    this.#allowed = this.#most;
  }

  /** Why nothing more begins after so many. */
  reachedBy(steps: number): string | undefined {
    return steps >= this.#allowed ? `used all ${this.#most} steps of the run (maxSteps)` : undefined;
  }

  /** It may have as many again. */
  allowAgain(steps: number): void {
    this.#allowed = steps + this.#most;
  }
}
