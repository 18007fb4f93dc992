import { type DriverId, driverId } from "../../src/core/ids.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Driver } from "../../src/runtime/driver.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import type { Actor } from "./scheduler.ts";
import type { World } from "./world.ts";

/** One process of the simulated machine: what it may do next, and when it is over with it. */
export class SimProcess implements Actor {
  readonly name: string;
  readonly driverId: DriverId;
  readonly clock: Clock;
  readonly #world: World;
  readonly #listeners = new Set<() => void>();
  readonly #sleeps = new Set<() => void>();
  #life: "running" | "paused" | "closing" | "dead" = "running";
  #hearing = false;
  weight = 1;
  skewMs = 0;
  /** Calls of the library that have not come back yet. */
  pending = 0;
  opened: { readonly driver: Driver; readonly legate: Legate } | undefined;

  constructor(world: World, name: string) {
    this.name = name;
    this.#world = world;
    this.driverId = driverId(world.timeline.uuid());
    this.clock = {
      now: () => world.timeline.now(this.skewMs),
      monotonicMs: () => world.timeline.elapsedMs,
      uuid: () => world.timeline.uuid(),
      sleep: (ms, signal) => this.#sleep(ms, signal),
      after: (ms, ring) => this.#after(ms, ring),
    };
  }

  get alive(): boolean {
    return this.#life !== "dead";
  }

  get paused(): boolean {
    return this.#life === "paused";
  }

  /** Takes part in whatever is newly begun. */
  get busy(): boolean {
    return this.#life === "running" && this.opened !== undefined;
  }

  turn(what: string, signal?: AbortSignal): Promise<void> {
    return this.#world.scheduler.turn(this, what, signal);
  }

  listen(listener: () => void): Disposable {
    const entry = () => listener();
    this.#listeners.add(entry);
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) };
  }

  /** Its own commit: at once. */
  tellListeners(): void {
    if (this.alive) for (const listener of [...this.#listeners]) listener();
  }

  /** Somebody else's commit: soon, and several as one. */
  async hear(): Promise<void> {
    if (this.#hearing || this.#listeners.size === 0) return;
    this.#hearing = true;
    if (this.#world.may("lateNotice")) await this.clock.sleep(1 + this.#world.chance.below(250));
    else await this.turn("hears of a commit");
    this.#hearing = false;
    this.tellListeners();
  }

  crash(): void {
    this.end();
    this.#world.presence.left(this);
  }

  pause(): void {
    if (this.#life !== "running") return;
    this.#life = "paused";
    this.#world.presence.silent(this);
  }

  goOn(): void {
    if (this.#life !== "paused") return;
    this.#life = "running";
    this.#world.presence.wokenUp(this);
  }

  /** Ends in good order; what was asked of it comes back. */
  async close(): Promise<void> {
    this.#life = "closing";
    await this.opened?.legate[Symbol.asyncDispose]();
    this.end();
  }

  /** Nothing of it happens any more, and it listens to nothing. */
  end(): void {
    this.#life = "dead";
    this.#listeners.clear();
    for (const drop of this.#sleeps) drop();
    this.#world.scheduler.forget(this);
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (!this.alive) return;
      if (ms <= 0 || signal?.aborted) return resolve();
      const end = () => {
        timer[Symbol.dispose]();
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = this.#after(ms, end);
      signal?.addEventListener("abort", end);
    });
  }

  #after(ms: number, ring: () => void): Disposable {
    if (!this.alive) return { [Symbol.dispose]: () => {} };
    const drop = () => {
      sleeping[Symbol.dispose]();
      this.#sleeps.delete(drop);
    };
    const wake = () => {
      if (!this.#sleeps.has(drop)) return; // called off before its turn came
      drop();
      ring();
    };
    const sleeping = this.#world.timeline.sleep(ms, () => void this.turn("wakes").then(wake));
    this.#sleeps.add(drop);
    return { [Symbol.dispose]: drop };
  }
}
