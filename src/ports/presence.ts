import type { DriverId, WorkerId } from "../core/ids.ts";

/**
 * Who is alive, and what is going on right now. Everything here is ephemeral: losing it loses no
 * fact, only speed. Liveness is something the kernel takes away at death, so it cannot be stale; a
 * lease covers those that hang without dying.
 */
export interface Presence {
  /** A driver of this process that answers nobody for so long may be evicted, in milliseconds. */
  readonly leaseMs: number;

  /** Announces this driver until disposed (or until the process dies). */
  announce(driver: DriverId, handlers: PresenceHandlers): Promise<Announcement>;

  /**
   * Whether that driver still has what it claimed. Answers `false` only when its process certainly is gone,
   * has answered nobody for its lease, or was evicted: about a driver of this process too.
   */
  isAlive(driver: DriverId): Promise<boolean>;

  /**
   * Sees to it that nothing of a driver that is not alive is under way any more: its commands' process
   * trees are killed, the process itself only if it is there to drive and for nothing else. Should it wake
   * up, it begins no command and is not alive. Answers whether its workers can be claimed now.
   */
  evict(driver: DriverId): Promise<boolean>;

  /** Asks a driver to look at the store now. Never rejects; a dead driver is no error. */
  nudge(driver: DriverId): Promise<void>;

  /** Live events of one worker from the driver that holds it; ends when the driver goes away. */
  follow(driver: DriverId, worker: WorkerId, signal: AbortSignal): AsyncIterable<LiveEvent>;
}

export interface PresenceHandlers {
  /** Somebody committed something this driver may want to see. */
  readonly onNudge: () => void;
  /** Others have taken this driver's workers while it answered nobody. Called once. */
  readonly onEvicted: () => void;
}

export interface Announcement extends AsyncDisposable {
  /** Sends to whoever follows this worker. Cheap when nobody does. */
  publish(event: LiveEvent): void;
}

/** What followers see besides records. Never kept. */
export type LiveEvent =
  | { readonly type: "live.text"; readonly worker: WorkerId; readonly turn: number; readonly delta: string }
  | {
      readonly type: "live.reasoning";
      readonly worker: WorkerId;
      readonly turn: number;
      readonly delta: string;
    }
  | { readonly type: "live.output"; readonly worker: WorkerId; readonly call: string; readonly text: string }
  | { readonly type: "live.progress"; readonly worker: WorkerId; readonly text: string };
