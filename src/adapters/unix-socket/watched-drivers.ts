import type { DriverId } from "../../core/ids.ts";
import { connectTo } from "./connect.ts";
import { LEASE_MS, readNote } from "./driver-note.ts";
import { socketName } from "./socket-path.ts";
import { WatchedDriver } from "./watched-driver.ts";

/** One connection to each driver that was asked about, kept for as long as that driver lives. */
export class WatchedDrivers {
  readonly #directory: string;
  readonly #changed: () => void;
  readonly #watched = new Map<DriverId, WatchedDriver>();
  readonly #connecting = new Map<DriverId, Promise<boolean>>();

  /** `changed` is called when one of them dies, falls silent or speaks again. */
  constructor(directory: string, changed: () => void) {
    this.#directory = directory;
    this.#changed = changed;
  }

  /** Whether somebody listens there, as far as we can know, and answered within its lease. */
  async isAlive(driver: DriverId): Promise<boolean> {
    const known = this.#watched.get(driver);
    return known === undefined ? this.#watch(driver) : !known.isSilent;
  }

  async nudge(driver: DriverId): Promise<void> {
    if (!this.#watched.has(driver)) await this.#watch(driver);
    this.#watched.get(driver)?.nudge();
  }

  close(): void {
    for (const one of this.#watched.values()) one.close();
  }

  #watch(driver: DriverId): Promise<boolean> {
    const begun =
      this.#connecting.get(driver) ?? this.#connect(driver).finally(() => this.#connecting.delete(driver));
    this.#connecting.set(driver, begun);
    return begun;
  }

  async #connect(driver: DriverId): Promise<boolean> {
    const socket = await connectTo(this.#directory, socketName(driver)).catch(() => "unknown" as const);
    if (socket === undefined) return false;
    if (socket === "unknown") return true;
    const leaseMs = readNote(this.#directory, driver)?.leaseMs ?? LEASE_MS;
    this.#watched.set(driver, new WatchedDriver(socket, leaseMs, this.#changed));
    socket.on("close", () => {
      this.#watched.delete(driver);
      this.#changed();
    });
    return true;
  }
}
