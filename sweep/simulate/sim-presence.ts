import type { DriverId } from "../../src/core/ids.ts";
import type { Presence, PresenceHandlers } from "../../src/ports/presence.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

interface Announced {
  readonly process: SimProcess;
  readonly handlers: PresenceHandlers;
  /** Asked about it, and hear of its end. */
  readonly watchers: Set<SimProcess>;
  /** Since when it has stood still. */
  silentSinceMs?: number;
  evicted: boolean;
}

const LEASE_MS = 20_000;

/** Who is alive on the simulated machine, as the kernel would know it. */
export class PresenceBoard {
  readonly #announced = new Map<DriverId, Announced>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  announce(process: SimProcess, handlers: PresenceHandlers): void {
    this.#announced.set(process.driverId, { process, handlers, watchers: new Set(), evicted: false });
  }

  isAlive(driver: DriverId, asking: SimProcess): boolean {
    const found = this.#announced.get(driver);
    found?.watchers.add(asking);
    return found !== undefined && !found.evicted && !this.#hangs(found);
  }

  /** Nothing of it is under way here, as it stands still: only what it was told before can still begin. */
  evict(driver: DriverId): boolean {
    const found = this.#announced.get(driver);
    if (found === undefined || found.evicted) return true;
    found.evicted = this.#hangs(found);
    return found.evicted;
  }

  async nudge(driver: DriverId): Promise<void> {
    if (this.#world.may("lostNudge")) return;
    const times = this.#world.may("doubleNudge") ? 2 : 1;
    for (let n = 0; n < times; n++) {
      const found = this.#announced.get(driver);
      await found?.process.turn("is nudged");
      found?.handlers.onNudge();
    }
  }

  /** Dead or closed: whoever watched hears of it. */
  left(process: SimProcess): void {
    const found = this.#announced.get(process.driverId);
    this.#announced.delete(process.driverId);
    this.#tell(found);
  }

  /** It stands still; after its lease others may notice. */
  silent(process: SimProcess): void {
    const found = this.#announced.get(process.driverId);
    if (found === undefined) return;
    found.silentSinceMs = this.#world.timeline.elapsedMs;
    this.#world.timeline.sleep(LEASE_MS, () => this.#tell(found));
  }

  wokenUp(process: SimProcess): void {
    const found = this.#announced.get(process.driverId);
    if (found === undefined) return;
    delete found.silentSinceMs;
    if (found.evicted) void process.turn("learns that it was evicted").then(() => found.handlers.onEvicted());
  }

  #hangs({ silentSinceMs }: Announced): boolean {
    return silentSinceMs !== undefined && this.#world.timeline.elapsedMs >= silentSinceMs + LEASE_MS;
  }

  #tell(ended: Announced | undefined): void {
    for (const watcher of ended?.watchers ?? []) {
      const own = this.#announced.get(watcher.driverId);
      if (own !== undefined) void watcher.turn("hears of a death").then(() => own.handlers.onNudge());
    }
  }
}

export function simPresence(world: World, process: SimProcess): Presence {
  const board = world.presence;
  return {
    leaseMs: LEASE_MS,
    async announce(_driver, handlers) {
      await process.turn("announces itself");
      board.announce(process, handlers);
      return {
        publish: () => undefined,
        [Symbol.asyncDispose]: async () => board.left(process),
      };
    },
    isAlive: async (driver) => {
      if (world.may("slowRead")) await process.turn("asks who is alive");
      return board.isAlive(driver, process);
    },
    evict: async (driver) => {
      await process.turn("evicts");
      return board.evict(driver);
    },
    nudge: async (driver) => void board.nudge(driver),
    follow: async function* () {},
  };
}
