/** How many checkouts may lie prepared, and how much disk they may take. */
export interface PoolLimits {
  /** For each repository; 0 makes none, and uses none. */
  readonly slots: number;
  /** Disk of one repository's slots together, in units of 2^20 bytes. */
  readonly repositoryMb: number;
  /** Disk of all slots together, in units of 2^20 bytes. */
  readonly totalMb: number;
  /** A repository in which nothing was opened for so long has its slots taken away. */
  readonly keepDays: number;
}

export const DEFAULT_POOL: PoolLimits = { slots: 2, repositoryMb: 4096, totalMb: 16_384, keepDays: 7 };

/** The checkouts of one vault that nobody works in. */
export interface Pool {
  readonly vault: string;
  /** What the last worktree of it was opened at; nothing where that is not known any more. */
  readonly wanted?: WantedBase;
  /** Disk that the last slot took; nothing where none was made yet. */
  readonly slotBytes?: number;
  readonly slots: readonly Slot[];
  /** Names of directories that workers gave up, and that may become slots. */
  readonly used: readonly string[];
  /** Names among the slots that this Legate gives no slot. */
  readonly strange: readonly string[];
}

export interface WantedBase {
  /** The user's repository. */
  readonly repo: string;
  /** What was named there: a branch, a tag, a commit. */
  readonly base: string;
  /** What that was then. */
  readonly commit: string;
  /** ISO 8601 UTC: when it was last asked for. */
  readonly at: string;
}

/** One prepared checkout. */
export interface Slot {
  readonly name: string;
  /** What its files are. */
  readonly commit: string;
  /** Disk that it takes. */
  readonly bytes: number;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
}
