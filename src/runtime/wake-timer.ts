import type { WorkerId } from "../core/ids.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";

/** One timer, whatever the number of workers that wait for their time: for the first of them. */
export class WakeTimer {
  readonly #ports: { readonly store: Store; readonly clock: Clock };
  readonly #wake: () => void;
  #at: string | undefined;
  #cancel = new AbortController();

  constructor(ports: { readonly store: Store; readonly clock: Clock }, wake: () => void) {
    this.#ports = ports;
    this.#wake = wake;
  }

  /**
   * Sets it for the first of these, or of all, whose time comes after `since`: when the look at what is due
   * began. Whose time came during that look was not seen by it, and rings at once.
   */
  async arm(since: string, workers?: readonly WorkerId[]): Promise<void> {
    const at = await this.#first(since, workers);
    if (at === this.#at) return;
    this.stop();
    if (at === undefined) return;
    this.#at = at;
    this.#cancel = new AbortController();
    void this.#ring(at, this.#cancel.signal);
  }

  stop(): void {
    this.#at = undefined;
    this.#cancel.abort();
  }

  async #first(since: string, workers: readonly WorkerId[] | undefined): Promise<string | undefined> {
    const { store } = this.#ports;
    if (workers === undefined) return store.nextWake(since);
    const heads = workers.length === 0 ? [] : await store.streams({ workers, withView: false });
    return heads.flatMap(({ wakeAt }) => (wakeAt !== undefined && wakeAt > since ? wakeAt : [])).sort()[0];
  }

  /** In steps, so that a clock that is set forward is noticed. */
  async #ring(at: string, cancelled: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    for (;;) {
      const left = Date.parse(at) - Date.parse(clock.now());
      if (left <= 0) break;
      await clock.sleep(Math.min(left, LONGEST_SLEEP_MS), cancelled);
      if (cancelled.aborted) return;
    }
    this.#at = undefined;
    this.#wake();
  }
}

const LONGEST_SLEEP_MS = 60_000;
