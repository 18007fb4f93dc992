import type { WorkerId } from "../core/ids.ts";
import type { GetBack } from "../core/retention/get-back.ts";
import type { StaysBecause } from "../core/retention/verdict.ts";
import type { StatusName } from "../core/worker/status.ts";
import type { WorkspaceContents } from "../ports/workspaces.ts";

export interface GcPolicy {
  /** Only those that finished so long ago, in milliseconds. @default 30 days */
  readonly olderThanMs?: number;
  /** Only these. @default completed, failed and cancelled: an interrupted one is to be resumed */
  readonly statuses?: readonly StatusName[];
  /** Only this worker and everything below it. @default all workers */
  readonly under?: string;
  /** Removes them. @default false: only says what would go */
  readonly apply?: boolean;
  /** @default "operator" */
  readonly by?: string;
  /** Stops before the next worker; what was removed stays removed, and the report says so. */
  readonly signal?: AbortSignal;
}

export interface GcReport {
  /** Whether what `removed` names is gone, or would be. */
  readonly applied: boolean;
  /** Newest first. */
  readonly removed: readonly GcRemoval[];
  readonly kept: readonly GcKept[];
  /** Refs in vaults that went, those of removals that broke off before included; 0 unless applied. */
  readonly refs: number;
  /** Pieces of content that no record needs any more and that went; 0 unless applied. */
  readonly contents: number;
}

export interface GcRemoval {
  readonly worker: WorkerId;
  readonly name: string;
  readonly status: StatusName;
  readonly finishedAt: string | null;
  /** A person gave its work up. */
  readonly dropped: boolean;
  readonly records: number;
  /** Of its journal and of the output that it names, about; what others name too stays. */
  readonly bytes: number;
  readonly directory: WorkspaceContents | null;
  /** How to have it again: before it is removed, all of it; afterwards, what the repository and the vault have. */
  readonly getBack: readonly GetBack[];
}

export interface GcKept {
  readonly worker: WorkerId;
  readonly name: string;
  readonly status: StatusName;
  readonly because: StaysBecause;
  /** More about it, in words. */
  readonly detail?: string;
}
