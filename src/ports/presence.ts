import type { DriverId, WorkerId } from "../core/ids.ts";

/**
 * Who is alive, and what is going on right now. Everything here is ephemeral: losing it loses no
 * fact, only speed. Liveness is something the kernel takes away at death, so it cannot be stale.
 */
export interface Presence {
  /** Announces this driver until disposed (or until the process dies). */
  announce(driver: DriverId, handlers: PresenceHandlers): Promise<Announcement>;

  /** Whether that driver's process is alive. Answers `false` only when it certainly is not. */
  isAlive(driver: DriverId): Promise<boolean>;

  /** Asks a driver to look at the store now. Never rejects; a dead driver is no error. */
  nudge(driver: DriverId): Promise<void>;

  /** Live events of one worker from the driver that holds it; ends when the driver goes away. */
  follow(driver: DriverId, worker: WorkerId, signal: AbortSignal): AsyncIterable<LiveEvent>;
}

export interface PresenceHandlers {
  /** Somebody committed something this driver may want to see. */
  readonly onNudge: () => void;
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
