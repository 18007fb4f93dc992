import type { WorkerId } from "../core/ids.ts";

export interface RoomLimits {
  /** Workers driven at the same time by one process. */
  readonly maxConcurrent: number;
  /** Of one tree. @default no limit of its own */
  readonly maxPerTree?: number;
  /** That ask one model. @default no limit of its own */
  readonly maxPerModel?: number;
}

/** What the places of a driver go by. */
export interface Occupant {
  readonly root: WorkerId;
  readonly model?: string;
}

/** Who occupies the places of a driver, counted by tree and by model. */
export class Room {
  readonly #limits: RoomLimits;
  readonly #occupants = new Map<WorkerId, Occupant>();

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  get places(): number {
    return Math.max(0, this.#limits.maxConcurrent - this.#occupants.size);
  }

  enter(worker: WorkerId, occupant: Occupant): void {
    this.#occupants.set(worker, occupant);
  }

  leave(worker: WorkerId): void {
    this.#occupants.delete(worker);
  }

  has({ root, model }: Occupant): boolean {
    const { maxPerTree, maxPerModel } = this.#limits;
    if (this.places === 0) return false;
    if (maxPerTree !== undefined && this.inTree(root) >= maxPerTree) return false;
    return maxPerModel === undefined || model === undefined || this.#asking(model) < maxPerModel;
  }

  inTree(root: WorkerId): number {
    return this.#count((occupant) => occupant.root === root);
  }

  /** Trees with somebody at work, the least busy first. */
  trees(): readonly WorkerId[] {
    const counts = new Map<WorkerId, number>();
    for (const { root } of this.#occupants.values()) counts.set(root, (counts.get(root) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => a - b).map(([root]) => root);
  }

  /** Trees that may have nobody more. */
  fullTrees(): readonly WorkerId[] {
    const { maxPerTree } = this.#limits;
    return maxPerTree === undefined ? [] : this.trees().filter((root) => this.inTree(root) >= maxPerTree);
  }

  /** Models that may be asked by nobody more. */
  fullModels(): readonly string[] {
    const { maxPerModel } = this.#limits;
    if (maxPerModel === undefined) return [];
    const models = new Set([...this.#occupants.values()].flatMap(({ model }) => model ?? []));
    return [...models].filter((model) => this.#asking(model) >= maxPerModel);
  }

  #asking(model: string): number {
    return this.#count((occupant) => occupant.model === model);
  }

  #count(counts: (occupant: Occupant) => boolean): number {
    let count = 0;
    for (const occupant of this.#occupants.values()) if (counts(occupant)) count += 1;
    return count;
  }
}
