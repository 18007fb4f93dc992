import type { Chance } from "../chance.ts";

/** Whose turn it may be. */
export interface Actor {
  readonly alive: boolean;
  readonly paused: boolean;
  /** How often it is chosen, compared with others: a slow process has little. */
  readonly weight: number;
}

export interface Turn<A extends Actor> {
  readonly of: A;
  readonly what: string;
  readonly go: () => void;
}

/** Everything that could happen next. One thing at a time happens, and chance says which. */
export class Scheduler<A extends Actor> {
  readonly #turns = new Set<Turn<A>>();
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Resolves when its turn has come, or at once when `signal` aborts; never, once the actor is dead. */
  turn(of: A, what: string, signal?: AbortSignal): Promise<void> {
    return new Promise((go) => {
      if (!of.alive) return;
      if (signal?.aborted) return go();
      const turn = { of, what, go };
      this.#turns.add(turn);
      const cut = () => {
        if (this.#turns.delete(turn)) go();
      };
      signal?.addEventListener("abort", cut, { once: true });
    });
  }

  /** Takes one out, or nothing when nobody can go on now. */
  take(): Turn<A> | undefined {
    const able = [...this.#turns].filter(({ of }) => !of.paused);
    const taken = this.#chosen(able);
    if (taken !== undefined) this.#turns.delete(taken);
    return taken;
  }

  #chosen(able: readonly Turn<A>[]): Turn<A> | undefined {
    let left = this.#chance.next() * able.reduce((sum, { of }) => sum + of.weight, 0);
    for (const turn of able) {
      left -= turn.of.weight;
      if (left < 0) return turn;
    }
    return able.at(-1);
  }

  /** Nothing of a dead one happens any more. */
  forget(actor: A): void {
    for (const turn of this.#turns) if (turn.of === actor) this.#turns.delete(turn);
  }
}
