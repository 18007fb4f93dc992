import type { VisitRecord } from "../../journal/node-record.ts";
import type { Checkpoint } from "../../workspace/workspace.ts";

/** One running of a node, or of one branch of a map. */
export interface Visit {
  /** `fix#2` is the second visit of `fix`, `each#1/3` the branch for item 3 of the first of `each`. */
  readonly id: string;
  readonly node: string;
  /** From 1; of a branch that of its map. */
  readonly number: number;
  /** The visits whose edges led here; none for a start of the run. */
  readonly from: readonly string[];
  /** Its place among the items, for a branch of a map. */
  readonly branch?: { readonly of: string; readonly index: number };
  /** Sources of edges that it would have needed: it cannot begin, and fails instead. */
  readonly missing?: readonly string[];
}

/** A visit that has begun and not ended. */
export interface Running {
  readonly visit: Visit;
  readonly attempt: number;
  readonly started: VisitRecord & { readonly type: "node.started" };
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Answers of its model that broke the contract, in this try. */
  readonly repairs: readonly (VisitRecord & { readonly type: "node.repairing" })[];
}

/** A visit whose work failed and is tried again from a time on. */
export interface Delayed {
  readonly visit: Visit;
  /** The next one. */
  readonly attempt: number;
  /** ISO 8601 UTC. */
  readonly retryAt: string;
}

export interface Ended {
  readonly visit: Visit;
  readonly settled: VisitRecord & { readonly type: "node.settled" };
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Place in the journal. */
  readonly seq: number;
  /** Absent for a visit that did nothing before it ended. */
  readonly started?: Running;
  /** How the files were kept then. */
  readonly kept?: Checkpoint;
}
