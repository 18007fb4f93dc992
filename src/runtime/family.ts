import type { WorkerId } from "../core/ids.ts";
import type { QueueBound } from "./queue-bound.ts";
import type { SpawnDefaults } from "./resolve-request.ts";

/** What a drive needs for the workers that its worker makes. */
export interface Family {
  readonly defaults: SpawnDefaults;
  readonly queue: QueueBound;
  /** A worker was made or written to: whoever drives here drives it, as soon as there is room. */
  readonly want: (worker: WorkerId) => void;
}
