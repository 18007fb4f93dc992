/** How often other processes' commits are looked for, in milliseconds. */
const POLL_MS = 250;

/**
 * Tells listeners that the store changed: by this process at once, by others by polling, for which
 * there is one timer, and only while somebody listens. The timer keeps no process alive.
 */
export class ChangeWatch {
  readonly #version: () => number;
  readonly #listeners = new Set<() => void>();
  #seen = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `version` answers with another number whenever somebody has committed. */
  constructor(version: () => number) {
    this.#version = version;
  }

  subscribe(listener: () => void): Disposable {
    const entry = () => listener();
    if (this.#timer === undefined) {
      this.#seen = this.#version();
      this.#timer = setInterval(() => this.poll(), POLL_MS).unref();
    }
    this.#listeners.add(entry);
    return { [Symbol.dispose]: () => this.#remove(entry) };
  }

  /** Looks now. */
  poll(): void {
    if (this.#timer === undefined) return;
    const version = this.#version();
    if (version === this.#seen) return;
    this.#seen = version;
    this.#tell();
  }

  /** This process committed: everybody hears of it now, and not a second time from the next poll. */
  committed(): void {
    if (this.#timer === undefined) return;
    this.#seen = this.#version();
    this.#tell();
  }

  close(): void {
    this.#listeners.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #remove(entry: () => void): void {
    this.#listeners.delete(entry);
    if (this.#listeners.size === 0) this.close();
  }
}
