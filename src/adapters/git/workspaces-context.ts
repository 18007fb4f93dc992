import type { PoolLimits } from "../../core/workspace/pool.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { StateLayout } from "./state-layout.ts";

/** What every operation on workspaces needs. */
export interface WorkspacesContext {
  readonly layout: StateLayout;
  readonly sandbox: Sandbox;
  /** ISO 8601 UTC. */
  readonly now: () => string;
  readonly pool: PoolLimits;
  /** Whether copies of files can share their blocks here; found out once. */
  readonly canShareBlocks: () => Promise<boolean>;
  /** At most two checkouts of one repository at once. */
  readonly inCheckoutSlot: <Value>(vault: string, work: () => Promise<Value>) => Promise<Value>;
}
