import { isFailure } from "../ports/failure.ts";
import { RETRY_MS } from "./give-up.ts";
import type { RuntimePorts } from "./runtime-ports.ts";

/** Many commits in a moment are one look: commands and free workers wait no longer than this. */
const LOOK_EVERY_MS = 5;

export interface LookLoopOptions {
  /** Looks once. What it rejects with is reported once, and the look repeated until it resolves. */
  readonly look: () => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** Looks whenever asked to, one look at a time; many that are asked for at once are one. */
export class LookLoop {
  readonly #clock: RuntimePorts["clock"];
  readonly #options: LookLoopOptions;
  readonly #over = new AbortController();
  #looking: Promise<void> | undefined;
  #again = false;
  #failure: unknown;

  constructor({ clock }: Pick<RuntimePorts, "clock">, options: LookLoopOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** What the last look rejected with, until one resolves. */
  get failure(): unknown {
    return this.#failure;
  }

  ask(): void {
    if (this.#over.signal.aborted) return;
    this.#again = true;
    this.#looking ??= this.#untilQuiet().finally(() => {
      this.#looking = undefined;
      if (this.#again) this.ask(); // asked between the last look and here
    });
  }

  /** Resolves after a look that began now or later. */
  async looked(): Promise<void> {
    this.ask();
    await this.#looking;
  }

  /** No look begins any more. */
  stop(): void {
    this.#over.abort();
  }

  /** Resolves when none is under way. */
  async quiet(): Promise<void> {
    await this.#looking;
  }

  async #untilQuiet(): Promise<void> {
    const { signal } = this.#over;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        await this.#options.look();
        this.#failure = undefined;
        await this.#clock.sleep(LOOK_EVERY_MS);
      } catch (error) {
        if (isFailure(error, "closed")) return;
        if (this.#failure === undefined) this.#options.report(error);
        this.#failure = error;
        await this.#clock.sleep(RETRY_MS, signal);
        this.#again = true;
        return;
      }
    }
  }
}
