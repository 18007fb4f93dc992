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
  /** Listens to nothing any more. Whoever is left listening to a signal is never forgotten by Node. */
  readonly drop: () => void;
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
    return new Promise((resolve) => {
      if (!of.alive) return;
      if (signal?.aborted) return resolve();
      const cut = () => {
        this.#turns.delete(turn);
        resolve();
      };
      const drop = () => signal?.removeEventListener("abort", cut);
      const go = () => {
        drop();
        resolve();
      };
      const turn = { of, what, go, drop };
      this.#turns.add(turn);
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

  /** Nothing of a dead one happens any more. */
  forget(actor: A): void {
    for (const turn of this.#turns) {
      if (turn.of !== actor) continue;
      turn.drop();
      this.#turns.delete(turn);
    }
  }

  #chosen(able: readonly Turn<A>[]): Turn<A> | undefined {
    let left = this.#chance.next() * able.reduce((sum, { of }) => sum + of.weight, 0);
    for (const turn of able) {
      left -= turn.of.weight;
      if (left < 0) return turn;
    }
    return able.at(-1);
  }
}
