import type { Pool, PoolLimits } from "../core/workspace/pool.ts";
import type { WorkspaceSpec } from "../core/workspace/workspace.ts";

/**
 * Checkouts that are prepared before anybody asks for one, so that opening one takes no time. It is a
 * cache: whatever is missing from it is made when it is needed, and nothing in it is the only copy.
 */
export interface WorkspacePool {
  readonly limits: PoolLimits;

  /** What lies there now. Changes nothing. */
  list(): Promise<readonly Pool[]>;

  /**
   * Makes what is lacking at the bases that were opened last, at the lowest priority, and takes away what
   * is beyond the limits. Answers how many slots it made. Safe beside any other use, in any process.
   */
  tend(options: TendOptions): Promise<number>;

  /** The same for one repository and base, whether or not it was opened before. */
  fill(spec: Extract<WorkspaceSpec, { kind: "worktree" }>, options: TendOptions): Promise<number>;

  /** Takes everything away; answers how many slots that were. */
  empty(): Promise<number>;
}

export interface TendOptions {
  /** Whether to look first where the branches are now from which checkouts were opened. @default false */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}
