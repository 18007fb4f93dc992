import type { NetworkDecision, NetworkDecisions } from "../../core/journal/network-decision.ts";

/** Different decisions that are told one by one; a command that tries more names is only counted. */
const MOST_DECISIONS = 100;

/** What was decided during one call, bounded however much the command asks for. */
export class DecisionLog {
  readonly #decisions = new Map<string, NetworkDecision>();
  #leftOut = 0;

  note(target: string, decision: NetworkDecision["decision"], rule: string): void {
    const key = JSON.stringify([target, decision, rule]);
    const before = this.#decisions.get(key);
    if (before === undefined && this.#decisions.size >= MOST_DECISIONS) this.#leftOut += 1;
    else this.#decisions.set(key, { target, decision, rule, times: (before?.times ?? 0) + 1 });
  }

  entries(): NetworkDecisions {
    return { decisions: [...this.#decisions.values()], leftOut: this.#leftOut };
  }
}
